import { PublicError } from '../contract/error-codes.ts';
import { ErrorCollector } from './context.ts';
import type { ReadPlace } from './read-binding.ts';

/**
 * Where related records are read that a field needs before it can be answered, under a step in the plan. What fails there is no
 * error of the answer by itself: `demandAll` refuses the field.
 */
export function lookUpPlace({ context, path, report }: ReadPlace, step: string): ReadPlace {
  return { context: { ...context, errors: new ErrorCollector() }, report: report.consult(), path: [...path, step] };
}

/** Refuses a field where a source of a look-up failed: with a part of the related records the answer could be wrong. */
export function demandAll({ report }: ReadPlace, what: string): void {
  const [first] = [...report.failed].sort((a, b) => (a.binding.source < b.binding.source ? -1 : 1));
  if (!first) return;
  const { source } = first.binding;
  throw new PublicError('SOURCE_UNAVAILABLE', `${what} needs "${source}", which cannot be read now: ${first.error?.message}`, {
    extensions: { source },
  });
}

import { PublicError } from '../contract/error-codes.ts';
import type { RootSelection } from '../model/index.ts';
import { answerRoot, PointLookups } from './answer-root.ts';
import { type AnswerError, checkSignal, type RunContext } from './context.ts';

/** Root fields that ask for records, answered. */
export interface RootAnswers {
  /** JSON by response key. */
  readonly data: ReadonlyMap<string, unknown>;
  readonly errors: readonly AnswerError[];
}

/** Answers the record fields of an operation side by side. A field that fails is null and has its error; the others are not touched. */
export async function runRoots(context: RunContext, roots: readonly RootSelection[]): Promise<RootAnswers> {
  const lookups = new PointLookups(context);
  const data = new Map<string, unknown>();
  await Promise.all(
    roots.map(async (root) => {
      data.set(root.key, await answerOrNull(context, lookups, root));
    }),
  );
  return { data, errors: context.errors.list };
}

async function answerOrNull(context: RunContext, lookups: PointLookups, root: RootSelection): Promise<unknown> {
  try {
    return await answerRoot(context, lookups, root);
  } catch (error) {
    checkSignal(context.signal);
    if (!(error instanceof PublicError)) throw error;
    context.errors.field(error, error.path?.map(String) ?? [root.key]);
    return null;
  }
}

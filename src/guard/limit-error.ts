import { PublicError } from '../contract/error-codes.ts';
import type { RequestLimits } from './limits.ts';

const words: Readonly<Record<keyof RequestLimits, string>> = {
  tokens: 'tokens in the document',
  nesting: 'nested brackets in the document',
  nameLength: 'characters in one name',
  operations: 'operations in the document',
  fragments: 'fragments in the document',
  variables: 'variable definitions in one operation',
  depth: 'levels of fields',
  fields: 'fields after fragment expansion',
  aliases: 'aliases after fragment expansion',
  directives: 'directives after fragment expansion',
  overlaps: 'pairs of fields with the same response name',
  cost: 'objects that the answer could hold (page sizes multiply)',
  page: 'records in one page',
  defaultPage: 'records in a page of default size',
  listItems: 'items in one list or object of the variables',
  jsonDepth: 'levels in the variables',
  stringLength: 'characters in one text',
};

/** The refusal of a request that exceeds a limit: names the limit, what is allowed and, where it was counted to the end, what came. */
export function limitExceeded(limit: keyof RequestLimits, limits: RequestLimits, came?: number): PublicError {
  const maximum = limits[limit];
  const found = came === undefined ? 'more came' : `${came > 1e15 ? 'far more' : came} came`;
  return new PublicError('QUERY_TOO_COMPLEX', `At most ${maximum} ${words[limit]} are allowed, ${found}. Ask for less at once.`, {
    extensions: { limit, maximum },
  });
}

/** Throws {@link limitExceeded} when there are more than the limit allows. */
export function keepLimit(limit: keyof RequestLimits, limits: RequestLimits, came: number): void {
  if (came > limits[limit]) throw limitExceeded(limit, limits, came);
}

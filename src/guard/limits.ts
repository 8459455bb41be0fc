/** What one request may ask for. Counted after fragment expansion, with the variables known. */
export interface RequestLimits {
  /** Lexical tokens of the document; a comment counts as one. */
  readonly tokens: number;
  /** Open brackets at any place of the text, counted before parsing. */
  readonly nesting: number;
  /** Characters of one name in the document. */
  readonly nameLength: number;
  readonly operations: number;
  readonly fragments: number;
  /** Variable definitions of one operation. */
  readonly variables: number;
  /** Levels of fields; an introspection root may go {@link INTROSPECTION_ALLOWANCE} levels deeper. */
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Pairs of fields with one response name that the validator would have to compare. */
  readonly overlaps: number;
  /** Objects that the answer could hold: page sizes multiply. */
  readonly cost: number;
  /** Largest `first` or `last`. */
  readonly page: number;
  /** Page size where neither `first` nor `last` is given. */
  readonly defaultPage: number;
  /** Items of one list, and keys of one object, in the variables. */
  readonly listItems: number;
  readonly jsonDepth: number;
  /** Characters of one text in the variables or in the document. */
  readonly stringLength: number;
}

/** What an answer may tell about errors. */
export interface ErrorLimits {
  readonly errors: number;
  /** Characters of one message. */
  readonly errorLength: number;
  /** Bytes of all errors together. */
  readonly errorBytes: number;
}

/** Levels that an introspection query may have beyond `depth`: the standard one has fifteen. */
export const INTROSPECTION_ALLOWANCE = 6;

export const defaultRequestLimits: RequestLimits = {
  tokens: 2_000,
  nesting: 60,
  nameLength: 200,
  operations: 50,
  fragments: 100,
  variables: 100,
  depth: 12,
  fields: 600,
  aliases: 30,
  directives: 30,
  overlaps: 10_000,
  cost: 20_000,
  page: 500,
  defaultPage: 20,
  listItems: 1_000,
  jsonDepth: 32,
  stringLength: 100 * 1024,
};

export const defaultErrorLimits: ErrorLimits = { errors: 20, errorLength: 200, errorBytes: 8 * 1024 };

/**
 * Options for graphql's validation and coercion. Looking for near names in a schema of hundreds of types takes milliseconds per
 * error, so with suggestions they stop after fewer errors, and without them no near name is looked for.
 */
export function validationOptions(suggestions: boolean): { readonly maxErrors: number; readonly hideSuggestions: boolean } {
  return { maxErrors: suggestions ? 4 : 20, hideSuggestions: !suggestions };
}

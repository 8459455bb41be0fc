import type { Explanation } from './engine.ts';

/** A source as an object of type `Source`. */
export interface SourceObject {
  readonly name: string;
  readonly title: (args: { readonly locale?: string | null }) => string;
}

/** What a resolver may ask for while it answers a request. */
export interface RequestContext {
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** Configured sources as objects of type `Source`. */
  sources(): readonly SourceObject[];
  /** Plans, or with `analyze` runs, a query under the same limits. Its variables are an object, or nothing. */
  explain(query: string, variables: unknown, operationName: string | undefined, analyze: boolean): Promise<Explanation>;
}

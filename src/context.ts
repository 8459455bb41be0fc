import type { Explanation } from './engine.ts';

/** What a resolver may ask for while it answers a request. */
export interface RequestContext {
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** Configured sources as objects of type `Source`. */
  sources(): readonly object[];
  /** Plans, or with `analyze` runs, a query under the same limits. Its variables are an object, or nothing. */
  explain(query: string, variables: unknown, operationName: string | undefined, analyze: boolean): Promise<Explanation>;
}

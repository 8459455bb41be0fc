import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';

/** One schema generation: what requests that start now run on. */
export interface Generation {
  readonly number: number;
  readonly schema: GraphQLSchema;
}

/** A parsed and validated operation with its variables, ready to run. */
export interface Operation {
  readonly document: DocumentNode;
  /** The operation's text: with the operation name and the generation it names a compiled plan. */
  readonly source: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  /** Aborts when the client goes away or the deadline passes; reaches down to the sockets of the sources. */
  readonly signal: AbortSignal;
}

/** State of one source for `/health`, `/readyz` and the start banner. */
export interface SourceHealth {
  readonly name: string;
  readonly connector: string;
  readonly state: 'LIVE' | 'RETRYING' | 'NEEDS_AUTH' | 'FAILED' | 'NEW';
  readonly since: string;
  readonly errorCode?: string;
  readonly message?: string;
  readonly nextAttempt?: string;
}

/** A plan with, where the operation was run, the actual figures; as data and as text. */
export interface Explanation {
  readonly text: string;
  readonly plan: unknown;
}

/** The engine as the server and the command line see it. */
export interface Engine {
  readonly generation: Generation;
  /** Calls back at once and at every new generation; returns the function that ends it. */
  onGeneration(listener: (generation: Generation) => void): () => void;
  /**
   * Runs an operation. Never rejects for a source's failure: that is an error in the result with `extensions.code`.
   * `extensions.requestId` is added by the server.
   */
  execute(operation: Operation): Promise<ExecutionResult>;
  /** With `analyze` the operation is run and the plan carries actual rows, reads and times. */
  explain(operation: Operation, analyze: boolean): Promise<Explanation>;
  health(): readonly SourceHealth[];
  close(): Promise<void>;
}

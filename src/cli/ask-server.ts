import { CommandFailure, exitCodes } from './exit-codes.ts';

/** Where a server listens that was started with no configuration. */
export const DEFAULT_URL = `http://127.0.0.1:${process.env.PORT ?? '4000'}/graphql`;

/** An answer as the command line reads it. */
export interface ServerAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

function unreachable(url: string, why: string): CommandFailure {
  return new CommandFailure(
    exitCodes.unreachable,
    `No Civigraph server answers at ${url} (${why}). Start one with: civigraph start, or name another with --url`,
  );
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof TypeError && error.message.includes('URL')) {
      throw new CommandFailure(exitCodes.usage, `Expected --url to be an address like ${DEFAULT_URL}, "${url}" came.`);
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw unreachable(url, cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection');
  }
}

/** Asks a running server. Throws CommandFailure when none answers there. */
export async function askServer(url: string, question: Question): Promise<ServerAnswer> {
  const response = await send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json;q=0.9' },
    body: JSON.stringify(question),
  });
  try {
    return (await response.json()) as ServerAnswer;
  } catch {
    throw unreachable(url, `status ${response.status}, no GraphQL answer`);
  }
}

/** Fetches a text that the server offers beside the endpoint. */
export async function fetchText(url: string, path: string): Promise<string> {
  const response = await send(URL.canParse(url) ? new URL(path, url).href : url, {});
  if (!response.ok)
    throw new CommandFailure(exitCodes.unexpected, `The server at ${url} does not give ${path} (status ${response.status}).`);
  return response.text();
}

/** True when a list or aggregate of the answer says that it is not whole. */
function saysPartial(data: unknown): boolean {
  if (Array.isArray(data)) return data.some(saysPartial);
  if (typeof data !== 'object' || data === null) return false;
  const { completeness } = data as { completeness?: { status?: unknown } };
  return completeness?.status === 'PARTIAL' || Object.values(data).some(saysPartial);
}

/** Writes the errors of an answer to standard error, one line each, and says how the command ends. */
export function reportErrors(answer: ServerAnswer): number {
  const errors = answer.errors ?? [];
  for (const { message, path, extensions } of errors) {
    const place = path === undefined ? '' : ` at ${path.join('.')}`;
    process.stderr.write(`${extensions?.code ?? 'ERROR'}${place}: ${message}\n`);
  }
  if (errors.length === 0) return saysPartial(answer.data) ? exitCodes.partial : exitCodes.ok;
  if (answer.data) return exitCodes.partial;
  const code = errors[0]?.extensions?.code;
  return code === 'INTERNAL' || code === undefined ? exitCodes.unexpected : exitCodes.usage;
}

import { askServer, reportErrors } from './ask-server.ts';
import { operationText, variablesOf } from './operation-text.ts';

export interface QueryOptions {
  readonly url: string;
  readonly variables?: string;
  readonly operation?: string;
  readonly json?: boolean;
  readonly analyze?: boolean;
}

/** `civigraph query`: the data on standard output, errors on standard error; with `json` the whole answer. */
export async function queryCommand(given: string, options: QueryOptions): Promise<number> {
  const query = await operationText(given);
  const variables = variablesOf(options.variables);
  const operationName = options.operation === undefined ? {} : { operationName: options.operation };
  const answer = await askServer(options.url, { query, variables, ...operationName });
  const shown = options.json ? answer : answer.data;
  if (shown) process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  return reportErrors(answer);
}

const EXPLAIN = `query Explain($query: String!, $variables: JSON, $operationName: String, $analyze: Boolean!) {
    explain(query: $query, variables: $variables, operationName: $operationName, analyze: $analyze) { text plan }
  }`;

/** `civigraph explain`: the plan as text; with `json` as data. */
export async function explainCommand(given: string, options: QueryOptions): Promise<number> {
  const query = await operationText(given);
  const variables = variablesOf(options.variables);
  const operationName = options.operation === undefined ? {} : { operationName: options.operation };
  const answer = await askServer(options.url, {
    query: EXPLAIN,
    variables: { query, variables, analyze: options.analyze ?? false, ...operationName },
  });
  const explained = answer.data?.explain as { readonly text: string; readonly plan: unknown } | null | undefined;
  if (explained) process.stdout.write(options.json ? `${JSON.stringify(explained.plan, null, 2)}\n` : `${explained.text.trimEnd()}\n`);
  return reportErrors(explained ? answer : { ...answer, data: null });
}

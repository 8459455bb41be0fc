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

const explainQuery = (withVariables: boolean, name: string) =>
  `query Explain($query: String!, $analyze: Boolean${withVariables ? `, $variables: ${name}` : ''}) {
    explain(query: $query, analyze: $analyze${withVariables ? ', variables: $variables' : ''}) { text plan }
  }`;

/** The server's own name of its JSON scalar, as the argument `variables` of `explain` declares it. */
async function jsonTypeName(url: string): Promise<string> {
  const query = '{ __schema { queryType { fields { name args { name type { name ofType { name } } } } } } }';
  const { data } = await askServer(url, { query, variables: {} });
  const schema = data?.__schema as
    | { queryType: { fields: { name: string; args: { name: string; type: { name?: string; ofType?: { name?: string } } }[] }[] } }
    | undefined;
  const type = schema?.queryType.fields
    .find((field) => field.name === 'explain')
    ?.args.find((argument) => argument.name === 'variables')?.type;
  return type?.name ?? type?.ofType?.name ?? 'JSON';
}

/** `civigraph explain`: the plan as text; with `json` as data. */
export async function explainCommand(given: string, options: QueryOptions): Promise<number> {
  const query = await operationText(given);
  const variables = variablesOf(options.variables);
  const withVariables = options.variables !== undefined;
  const typeName = withVariables ? await jsonTypeName(options.url) : '';
  const answer = await askServer(options.url, {
    query: explainQuery(withVariables, typeName),
    variables: { query, analyze: options.analyze ?? false, ...(withVariables ? { variables } : {}) },
  });
  const explained = answer.data?.explain as { readonly text: string; readonly plan: unknown } | null | undefined;
  if (explained) process.stdout.write(options.json ? `${JSON.stringify(explained.plan, null, 2)}\n` : `${explained.text.trimEnd()}\n`);
  return reportErrors(answer);
}

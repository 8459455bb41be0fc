import type { EndpointName, SpelledTerm, WireAsk } from '../kit/declared/model.ts';
import { type Path, parsePath, putAt } from '../kit/declared/path.ts';
import type { GraphqlCollection } from './config.ts';
import { selectionOf } from './selection.ts';

/** A root field as it is spoken to. */
export interface GraphqlEndpoint {
  readonly root: Path;
  readonly types: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, unknown>>;
  readonly order?: GraphqlCollection['list']['order'];
}

/** A document and its variables. */
export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The root fields of a collection. */
export function endpointsOf({ list, byKey, byKeys }: GraphqlCollection): Readonly<Partial<Record<EndpointName, GraphqlEndpoint>>> {
  const spoken = ({ field, arguments: types, constants }: Pick<GraphqlCollection['list'], 'field' | 'arguments' | 'constants'>) => ({
    root: parsePath(field),
    types,
    constants,
  });
  return {
    list: { ...spoken(list), order: list.order },
    ...(byKey ? { byKey: spoken(byKey) } : {}),
    ...(byKeys ? { byKeys: spoken(byKeys) } : {}),
  };
}

/** The arguments of a question by name. All values travel as variables. */
export function variablesOf({ assigned, order }: WireAsk, { constants, order: rules }: GraphqlEndpoint): Record<string, unknown> {
  const variables = structuredClone(constants) as Record<string, unknown>;
  for (const { slot, value } of assigned) putAt(variables, parsePath(slot), value);
  if (rules && order.length > 0) {
    const terms = order.map((term) => spelled(term, rules));
    putAt(variables, parsePath(rules.argument), rules.list ? terms : terms[0]);
  }
  return variables;
}

/** The document for some arguments. Names come from the declaration only. `typeOf` gives the type of an argument. */
export function documentOf(ask: WireAsk, { root }: GraphqlEndpoint, names: readonly string[], typeOf: (name: string) => string): string {
  const declared = names.length === 0 ? '' : `(${names.map((name) => `$${name}: ${typeOf(name)}`).join(', ')})`;
  const passed = names.length === 0 ? '' : `(${names.map((name) => `${name}: $${name}`).join(', ')})`;
  return `query Civigraph${declared} ${selectionOf(ask, root, passed)}`;
}

function spelled(
  { name, direction, text }: SpelledTerm,
  { shape, fieldName, directionName }: NonNullable<GraphqlEndpoint['order']>,
): unknown {
  if (shape === 'text') return text;
  return shape === 'map' ? { [name]: direction } : { [fieldName]: name, [directionName]: direction };
}

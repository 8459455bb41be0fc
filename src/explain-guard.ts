import { type DocumentNode, type GraphQLSchema, getVariableValues, validate } from 'graphql';
import { PublicError } from './contract/error-codes.ts';
import {
  checkDocument,
  checkTypes,
  checkVariables,
  compileCost,
  fragmentsOf,
  type RequestLimits,
  validationOptions,
} from './guard/index.ts';
import { operationOf } from './model/index.ts';

/** An operation that came as text inside another one, held to the limits of a request. */
export interface CheckedText {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Parses, bounds, validates and coerces a query that is to be explained. Throws PublicError. */
export function checkOperationText(
  schema: GraphQLSchema,
  limits: RequestLimits,
  query: string,
  operationName: string | undefined,
  given: unknown,
): CheckedText {
  const document = checkDocument(query, limits);
  const { operation } = operationOf(document.definitions, operationName);
  if (operation.operation !== 'query') {
    throw new PublicError('BAD_USER_INPUT', `At explain.query: expected a query, a ${operation.operation} came. Only queries have plans.`);
  }
  checkTypes(document, schema);
  const raw = variablesOf(given);
  checkVariables(raw, limits);
  const [problem] = validate(schema, document, undefined, { maxErrors: validationOptions(false).maxErrors });
  if (problem) throw new PublicError('BAD_USER_INPUT', `At explain.query: ${problem.message}`);
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], raw);
  if (errors) throw new PublicError('BAD_USER_INPUT', `At explain.variables: ${errors[0]?.message ?? 'they do not fit'}`);
  compileCost(schema, operation, fragmentsOf(document), limits)(coerced);
  return { document, variables: coerced };
}

function variablesOf(given: unknown): Readonly<Record<string, unknown>> {
  if (given === undefined || given === null) return {};
  if (typeof given === 'object' && !Array.isArray(given)) return given as Readonly<Record<string, unknown>>;
  const came = Array.isArray(given) ? 'list' : typeof given;
  throw new PublicError('BAD_USER_INPUT', `At explain.variables: expected an object of values by name, a ${came} came.`);
}

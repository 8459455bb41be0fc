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

/** Parses, bounds, validates and coerces a text that is to be explained. Throws PublicError. */
export function checkOperationText(
  schema: GraphQLSchema,
  limits: RequestLimits,
  query: string,
  operationName: string | undefined,
  raw: Readonly<Record<string, unknown>>,
): CheckedText {
  const document = checkDocument(query, limits);
  checkTypes(document, schema);
  checkVariables(raw, limits);
  const [problem] = validate(schema, document, undefined, { maxErrors: validationOptions(false).maxErrors });
  if (problem) throw new PublicError('BAD_USER_INPUT', `At explain.query: ${problem.message}`);
  const { operation } = operationOf(document.definitions, operationName);
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], raw);
  if (errors) throw new PublicError('BAD_USER_INPUT', `At explain.variables: ${errors[0]?.message ?? 'they do not fit'}`);
  compileCost(schema, operation, fragmentsOf(document), limits)(coerced);
  return { document, variables: coerced };
}

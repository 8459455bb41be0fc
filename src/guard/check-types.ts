import { type DocumentNode, type GraphQLSchema, Kind, visit } from 'graphql';
import { PublicError } from '../contract/error-codes.ts';

/**
 * Refuses a document that names several unknown types. For each of them the validator would compare its name with that of every
 * type of the schema, to find a near one, which takes milliseconds; a single one is left to it.
 */
export function checkTypes(document: DocumentNode, schema: GraphQLSchema): void {
  let unknown = 0;
  visit(document, {
    [Kind.NAMED_TYPE]: ({ name }) => {
      if (schema.getType(name.value) !== undefined) return;
      unknown += 1;
      if (unknown > 1) {
        throw new PublicError(
          'GRAPHQL_VALIDATION_FAILED',
          `Unknown type "${name.value.slice(0, 60)}", and others. Compare with the schema.`,
        );
      }
    },
  });
}

import type { DefinitionNode, DocumentNode, OperationDefinitionNode } from 'graphql';
import { GraphQLError, Kind, parse } from 'graphql';
import { PublicError } from '../contract/error-codes.ts';
import { countOverlaps } from './count-overlaps.ts';
import { keepLimit } from './limit-error.ts';
import type { RequestLimits } from './limits.ts';
import { DocumentMeasure, type Fragments, fragmentsOf, refusePrototypeName } from './measure-document.ts';
import { scanText } from './scan-text.ts';

function parseBounded(text: string, limits: RequestLimits): DocumentNode {
  try {
    return parse(text, { maxTokens: limits.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, {
      ...(error.source === undefined ? {} : { source: error.source }),
      ...(error.positions === undefined ? {} : { positions: error.positions }),
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  }
}

function ofKind(document: DocumentNode, kind: DefinitionNode['kind']): number {
  return document.definitions.filter((definition) => definition.kind === kind).length;
}

function checkVariableDefinitions(operation: OperationDefinitionNode, limits: RequestLimits): number {
  const definitions = operation.variableDefinitions ?? [];
  keepLimit('variables', limits, definitions.length);
  let directives = operation.directives?.length ?? 0;
  for (const definition of definitions) {
    refusePrototypeName(definition.variable.name.value);
    directives += definition.directives?.length ?? 0;
  }
  return directives;
}

function checkDefinition(definition: DefinitionNode, measure: DocumentMeasure, fragments: Fragments, limits: RequestLimits): void {
  if (definition.kind !== 'OperationDefinition' && definition.kind !== 'FragmentDefinition') {
    throw new PublicError('GRAPHQL_VALIDATION_FAILED', 'Only operations and fragments can be run, a type definition came.');
  }
  const own =
    definition.kind === 'OperationDefinition' ? checkVariableDefinitions(definition, limits) : (definition.directives?.length ?? 0);
  const size = measure.selectionSet(definition.selectionSet);
  if (definition.kind === 'OperationDefinition') keepLimit('depth', limits, size.depth);
  keepLimit('fields', limits, size.fields);
  keepLimit('aliases', limits, size.aliases);
  keepLimit('directives', limits, size.directives + own);
  keepLimit('overlaps', limits, countOverlaps([definition.selectionSet], fragments));
}

/**
 * Text to document, refusing what would make the parser or the validator slow before they meet it. What it returns can be
 * validated in bounded time and is not yet valid. Throws PublicError, or GraphQLError with the place of a syntax error.
 */
export function checkDocument(text: string, limits: RequestLimits): DocumentNode {
  scanText(text, limits);
  const document = parseBounded(text, limits);
  keepLimit('operations', limits, ofKind(document, Kind.OPERATION_DEFINITION));
  keepLimit('fragments', limits, ofKind(document, Kind.FRAGMENT_DEFINITION));
  const fragments = fragmentsOf(document);
  const measure = new DocumentMeasure(fragments);
  for (const definition of document.definitions) checkDefinition(definition, measure, fragments, limits);
  return document;
}

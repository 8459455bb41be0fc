import {
  type GraphQLFieldConfig,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLObjectType,
  GraphQLSchema,
  specifiedScalarTypes,
  validateSchema,
} from 'graphql';
import type { Model } from '../entity.ts';
import { aggregateRootField } from './aggregates.ts';
import { recordRootFields, relationField } from './lists.ts';
import { rewireTypes } from './rewire.ts';
import type { Derivation } from './types.ts';

/**
 * Makes the unified schema: the static types with their relations as fields, and for every entity its root fields, filters,
 * orders, connections and aggregates. Throws when the result is no valid schema.
 */
export function deriveSchema(base: GraphQLSchema, model: Model): GraphQLSchema {
  const types = new Map<string, GraphQLNamedType>([GraphQLInt, GraphQLFloat, ...specifiedScalarTypes].map((type) => [type.name, type]));
  const derivation: Derivation = {
    model,
    add<T extends GraphQLNamedType>(name: string, make: () => T): T {
      const known = types.get(name);
      if (known) return known as T;
      const made = make();
      types.set(name, made);
      return made;
    },
    named<T extends GraphQLNamedType>(name: string): T {
      const type = types.get(name);
      if (!type) throw new Error(`the schema needs a type "${name}"; declare it in schema/`);
      return type as T;
    },
  };
  const lookup = (name: string) => derivation.named(name);
  const query = base.getQueryType()?.name ?? 'Query';
  for (const type of rewireTypes(base, lookup, (name, fields) => withRelations(derivation, name, fields))) {
    if (type.name !== query) types.set(type.name, type);
  }
  const root = rootFields(derivation);
  const [queryType] = rewireTypes(base, lookup, (name, fields) => (name === query ? { ...root(), ...fields } : fields)).filter(
    (type) => type.name === query,
  );
  const mutation = base.getMutationType()?.name;
  const schema = new GraphQLSchema({
    query: queryType as GraphQLObjectType,
    ...(mutation ? { mutation: derivation.named<GraphQLObjectType>(mutation) } : {}),
    types: [...types.values()],
    directives: base.getDirectives(),
  });
  const problems = validateSchema(schema);
  if (problems.length > 0)
    throw new AggregateError(problems, `the derived schema is not valid: ${problems.map((problem) => problem.message).join('; ')}`);
  return schema;
}

function withRelations(derivation: Derivation, name: string, fields: Record<string, GraphQLFieldConfig<unknown, unknown>>) {
  const entity = derivation.model.entities.get(name);
  if (!entity) return fields;
  const out = { ...fields };
  for (const relation of entity.relations.values()) {
    const before = out[relation.name];
    out[relation.name] = { ...relationField(derivation, relation), extensions: before?.extensions };
  }
  return out;
}

function rootFields(derivation: Derivation): () => Record<string, GraphQLFieldConfig<unknown, unknown>> {
  return () => {
    const out: Record<string, GraphQLFieldConfig<unknown, unknown>> = {
      node: {
        type: derivation.named<GraphQLInterfaceType>('Node'),
        description: 'The record with this id, of whatever entity, or null.',
        args: { id: { type: new GraphQLNonNull(GraphQLID) } },
      },
    };
    for (const entity of derivation.model.entities.values()) {
      Object.assign(out, recordRootFields(derivation, entity), aggregateRootField(derivation, entity));
    }
    return out;
  };
}

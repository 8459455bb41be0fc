import {
  type GraphQLArgumentConfig,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLType,
  GraphQLUnionType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql';

/** Types by name; asked lazily, so that types may name each other. */
export type Lookup = (name: string) => GraphQLNamedType;

/** Changes the fields of an object or interface type on its way into the derived schema. */
export type ChangeFields = (typeName: string, fields: GraphQLFieldConfigMap<unknown, unknown>) => GraphQLFieldConfigMap<unknown, unknown>;

/** Copies a schema's named types so that they refer to the types that `lookup` gives, never to the old ones. */
export function rewireTypes(schema: GraphQLSchema, lookup: Lookup, change: ChangeFields): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__'))
    .map((type) => rewireType(type, lookup, change));
}

function rewireType(type: GraphQLNamedType, lookup: Lookup, change: ChangeFields): GraphQLNamedType {
  if (isScalarType(type)) return type;
  if (isObjectType(type)) {
    const config = type.toConfig();
    return new GraphQLObjectType({
      ...config,
      fields: () => change(type.name, rewireFields(config.fields, lookup)),
      interfaces: () => config.interfaces.map((one) => lookup(one.name) as GraphQLInterfaceType),
      isTypeOf: undefined,
    });
  }
  if (isInterfaceType(type)) {
    const config = type.toConfig();
    return new GraphQLInterfaceType({
      ...config,
      fields: () => change(type.name, rewireFields(config.fields, lookup)),
      interfaces: () => config.interfaces.map((one) => lookup(one.name) as GraphQLInterfaceType),
      resolveType: undefined,
    });
  }
  if (isUnionType(type)) {
    const config = type.toConfig();
    return new GraphQLUnionType({ ...config, types: () => config.types.map((one) => lookup(one.name) as GraphQLObjectType) });
  }
  if (isInputObjectType(type)) {
    const config = type.toConfig();
    const fields = () =>
      Object.fromEntries(Object.entries(config.fields).map(([name, field]) => [name, { ...field, type: rewire(field.type, lookup) }]));
    return new GraphQLInputObjectType({ ...config, fields });
  }
  return new GraphQLEnumType(type.toConfig());
}

function rewireFields(fields: GraphQLFieldConfigMap<unknown, unknown>, lookup: Lookup): GraphQLFieldConfigMap<unknown, unknown> {
  const out: Record<string, GraphQLFieldConfig<unknown, unknown>> = {};
  for (const [name, field] of Object.entries(fields)) {
    const args: Record<string, GraphQLArgumentConfig> = {};
    for (const [arg, config] of Object.entries(field.args ?? {})) args[arg] = { ...config, type: rewire(config.type, lookup) };
    out[name] = { ...field, args, type: rewire(field.type, lookup) };
  }
  return out;
}

function rewire<T extends GraphQLType>(type: T, lookup: Lookup): T {
  if (isNonNullType(type)) return new GraphQLNonNull(rewire(type.ofType, lookup) as never) as unknown as T;
  if (isListType(type)) return new GraphQLList(rewire(type.ofType, lookup)) as unknown as T;
  return lookup((type as GraphQLNamedType).name) as T;
}

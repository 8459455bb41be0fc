import { SourceError } from '../../src/contract/index.ts';
import type { Path } from '../kit/declared/path.ts';
import { stepInto } from '../kit/declared/path.ts';

const TYPE_REFERENCE = 'kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';

/** Asks for the query type and every object type's arguments, and nothing else. */
export const ARGUMENTS_QUERY = `query CivigraphArguments { __schema { queryType { name } types { name fields(includeDeprecated: true) { name type { ${TYPE_REFERENCE} } args { name type { ${TYPE_REFERENCE} } } } } } }`;

interface TypeReference {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType?: TypeReference | null;
}

interface Introspected {
  readonly queryType: { readonly name: string };
  readonly types: readonly {
    readonly name: string;
    readonly fields:
      | readonly {
          readonly name: string;
          readonly type: TypeReference;
          readonly args: readonly { readonly name: string; readonly type: TypeReference }[];
        }[]
      | null;
  }[];
}

/** Types of the arguments of root fields, as a service tells them. */
export class ArgumentTypes {
  readonly #schema: Introspected;

  /** Takes the data of an answer to {@link ARGUMENTS_QUERY}. */
  constructor(data: unknown) {
    const schema = stepInto(data, '__schema') as Introspected | undefined;
    if (!schema?.queryType?.name || !Array.isArray(schema.types)) {
      throw new SourceError('BAD_DATA', 'graphql: expected a schema from introspection, something else came', {
        advice: 'declare the types of arguments, so that introspection is not needed',
      });
    }
    this.#schema = schema;
  }

  /** The type of an argument of the field at the end of a path from the query type. Throws BROKEN when there is none. */
  typeOf(root: Path, argument: string): string {
    let type = this.#schema.queryType.name;
    let args: readonly { readonly name: string; readonly type: TypeReference }[] = [];
    for (const step of root) {
      const field = this.#schema.types.find(({ name }) => name === type)?.fields?.find(({ name }) => name === step);
      if (!field) throw unknown(`the service has no field "${root.join('.')}"`, 'correct the field of the collection');
      type = innermost(field.type);
      args = field.args;
    }
    const found = args.find(({ name }) => name === argument);
    if (found) return written(found.type);
    const known = args.map(({ name }) => name).join(', ') || 'none';
    throw unknown(`field "${root.join('.')}" has no argument "${argument}"; there are ${known}`, 'correct the arguments of the collection');
  }
}

function innermost(type: TypeReference): string {
  return type.ofType ? innermost(type.ofType) : (type.name ?? '');
}

function written(type: TypeReference): string {
  if (type.kind === 'NON_NULL' && type.ofType) return `${written(type.ofType)}!`;
  return type.kind === 'LIST' && type.ofType ? `[${written(type.ofType)}]` : (type.name ?? '');
}

function unknown(message: string, advice: string): SourceError {
  return new SourceError('BROKEN', `graphql: ${message}`, { advice });
}

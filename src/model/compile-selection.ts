import type { FieldNode, GraphQLObjectType } from 'graphql';
import { type Entity, entityOf, type Relation } from './entity.ts';
import type { OperationReader } from './operation-reader.ts';
import { parseAggregateArguments, parseListArguments } from './parse-arguments.ts';
import { typeName } from './read-model.ts';
import type {
  AggregatePick,
  AggregateSelection,
  ConnectionPick,
  EdgePick,
  GroupPick,
  ListSelection,
  ManyPick,
  MeasureName,
  OnePick,
  Pick,
  RecordSelection,
  Shape,
  ShapeField,
} from './selection.ts';

type Nodes = readonly FieldNode[];

/** An edge that several types of an interface share, so that it is read once for the records of all of them. */
interface SharedEdge {
  readonly nodes: Nodes;
  readonly fromType: string | undefined;
  readonly pick: OnePick | ManyPick;
}

/** Reads what an operation asks of records. Slots number the relations of one operation. */
export class SelectionCompiler {
  readonly #reader: OperationReader;
  #slots = 0;

  constructor(reader: OperationReader) {
    this.#reader = reader;
  }

  /** What is asked of an entity's records below these field nodes. */
  records(entity: Entity, nodes: Nodes): RecordSelection {
    const byType = new Map<string, readonly Pick[]>();
    const edges: SharedEdge[] = [];
    for (const member of entity.members) {
      const type = this.#reader.objectType(member);
      const own = entityOf(this.#reader.model, member);
      const picks = [...this.#reader.subfields(nodes, type)].map(([key, fields]) => this.#pick(own, type, key, fields, edges));
      byType.set(member, picks);
    }
    return { entity, byType };
  }

  #pick(entity: Entity, type: GraphQLObjectType, key: string, nodes: Nodes, edges: SharedEdge[]): Pick {
    const name = nameOf(nodes);
    if (name === '__typename') return { kind: 'typename', key };
    if (name === 'id') return { kind: 'id', key };
    if (name === 'provenance') return { kind: 'provenance', key, shape: this.#shape(type, nodes) };
    const label = entity.labels.get(name);
    if (label) {
      const locale = String(this.#reader.arguments(type, nodes).locale ?? 'en');
      return { kind: 'label', key, field: label.of, locale: /^zh\b/i.test(locale) ? 'zh' : 'en' };
    }
    const relation = entity.relations.get(name);
    if (relation) return this.#edgeOf(entity, relation, type, key, nodes, edges);
    const field = entity.fields.get(name);
    if (!field) throw new Error(`${entity.name}.${name} is neither a field nor a relation`);
    if (this.#reader.isLeaf(this.#reader.typeOf(type, name))) return { kind: 'value', key, field };
    return { kind: 'value', key, field, shape: this.#shape(type, nodes) };
  }

  #edgeOf(entity: Entity, relation: Relation, type: GraphQLObjectType, key: string, nodes: Nodes, edges: SharedEdge[]): Pick {
    const fromType = entity.fields.get(relation.mark.from)?.type;
    const known = edges.find(
      (edge) =>
        edge.pick.key === key &&
        edge.fromType === fromType &&
        isSameLink(edge.pick.relation, relation) &&
        edge.nodes.length === nodes.length &&
        edge.nodes.every((node, at) => node === nodes[at]),
    );
    if (known) return known.pick;
    const pick = this.#relation(relation, type, key, nodes);
    edges.push({ nodes, fromType, pick });
    return pick;
  }

  #relation(relation: Relation, type: GraphQLObjectType, key: string, nodes: Nodes): OnePick | ManyPick {
    const slot = this.#slots;
    this.#slots += 1;
    const other = entityOf(this.#reader.model, relation.to);
    if (relation.many) return { kind: 'many', key, slot, relation, list: this.list(other, type, nodes) };
    return { kind: 'one', key, slot, relation, selection: this.records(other, nodes) };
  }

  /** What a connection field asks for. `parent` is the type that has the field. */
  list(entity: Entity, parent: GraphQLObjectType, nodes: Nodes): ListSelection {
    const args = parseListArguments(this.#reader.model, entity, this.#reader.arguments(parent, nodes));
    const type = this.#reader.objectType(typeName(entity.name, 'Connection'));
    const records: RecordSelection[] = [];
    const selectRecords = (fields: Nodes) => {
      const selection = this.records(entity, fields);
      records.push(selection);
      return selection;
    };
    const picks = [...this.#reader.subfields(nodes, type)].map(([key, fields]): ConnectionPick => {
      const name = nameOf(fields);
      switch (name) {
        case '__typename':
          return { kind: 'typename', key };
        case 'nodes':
          return { kind: 'nodes', key, selection: selectRecords(fields) };
        case 'edges':
          return { kind: 'edges', key, picks: this.#edge(entity, fields, selectRecords) };
        case 'totalCount':
          return { kind: 'totalCount', key };
        default:
          return { kind: name as 'pageInfo' | 'completeness' | 'sources', key, shape: this.#shape(type, fields) };
      }
    });
    const has = (...kinds: ConnectionPick['kind'][]) => picks.some((pick) => kinds.includes(pick.kind));
    return { entity, args, picks, records, wantsPage: has('nodes', 'edges', 'pageInfo'), wantsCount: has('totalCount') };
  }

  #edge(entity: Entity, nodes: Nodes, selectRecords: (fields: Nodes) => RecordSelection): readonly EdgePick[] {
    const type = this.#reader.objectType(typeName(entity.name, 'Edge'));
    return [...this.#reader.subfields(nodes, type)].map(([key, fields]): EdgePick => {
      const name = nameOf(fields);
      if (name === 'node') return { kind: 'node', key, selection: selectRecords(fields) };
      return { kind: name === 'cursor' ? 'cursor' : 'typename', key };
    });
  }

  /** What an aggregate field asks for. */
  aggregate(entity: Entity, parent: GraphQLObjectType, nodes: Nodes): AggregateSelection {
    const args = parseAggregateArguments(this.#reader.model, entity, this.#reader.arguments(parent, nodes));
    const type = this.#reader.objectType(typeName(entity.name, 'Aggregate'));
    const measures = new Map<string, AggregateSelection['measures'][number]>();
    const picks = [...this.#reader.subfields(nodes, type)].map(([key, fields]): AggregatePick => {
      const name = nameOf(fields);
      if (name === '__typename') return { kind: 'typename', key };
      if (name === 'groupCount') return { kind: 'groupCount', key };
      if (name === 'groups') return { kind: 'groups', key, picks: this.#group(entity, fields, measures) };
      return { kind: name as 'completeness' | 'sources', key, shape: this.#shape(type, fields) };
    });
    return { entity, ...args, picks, measures: [...measures.values()] };
  }

  #group(entity: Entity, nodes: Nodes, measures: Map<string, AggregateSelection['measures'][number]>): readonly GroupPick[] {
    const type = this.#reader.objectType(typeName(entity.name, 'Group'));
    return [...this.#reader.subfields(nodes, type)].map(([key, fields]): GroupPick => {
      const name = nameOf(fields);
      if (name === '__typename') return { kind: 'typename', key };
      if (name === 'count') return { kind: 'count', key };
      const shape = this.#shape(type, fields);
      if (name === 'key') return { kind: 'key', key, shape };
      const measure = name as MeasureName;
      for (const one of shape) {
        const field = entity.fields.get(one.name);
        if (field) measures.set(`${measure} ${field.name}`, { measure, field });
      }
      return { kind: 'measure', key, measure, shape };
    });
  }

  /** Fields asked of the plain object that a field of `parent` returns. */
  #shape(parent: GraphQLObjectType, nodes: Nodes): Shape {
    const type = this.#reader.typeOf(parent, nameOf(nodes)) as GraphQLObjectType;
    return [...this.#reader.subfields(nodes, type)].map(([key, fields]): ShapeField => {
      const name = nameOf(fields);
      if (name === '__typename') return { key, name, typename: type.name };
      const args = this.#reader.arguments(type, fields);
      const leaf = this.#reader.isLeaf(this.#reader.typeOf(type, name));
      return {
        key,
        name,
        ...(Object.keys(args).length > 0 ? { args } : {}),
        ...(leaf ? {} : { child: this.#shape(type, fields) }),
      };
    });
  }
}

function isSameLink(a: Relation, b: Relation): boolean {
  return a.to === b.to && a.many === b.many && JSON.stringify(a.mark) === JSON.stringify(b.mark);
}

function nameOf(nodes: Nodes): string {
  return nodes[0]?.name.value ?? '';
}

import { describe, expect, test } from '@jest/globals';
import { buildSchema, specifiedRules, validate } from 'graphql';
import { checkDocument, checkTypes, defaultRequestLimits, validationOptions } from '../../src/guard/index.ts';

const schema = buildSchema(`
  ${Array.from({ length: 400 }, (_, at) => `type Kind${at}OfThing { a: String }`).join('\n')}
  input Filter { and: [Filter!] or: [Filter!] name: String }
  type Node { a: Node b: Node c(x: Int, f: Filter): Node name(x: Int): String }
  type Query { ${Array.from({ length: 150 }, (_, at) => `cameras${at}Aggregate: Node`).join(' ')} a: Node b: Node c(x: Int, f: Filter): Node name(x: Int): String }
`);
const many = (count: number, make: (at: number) => string) => Array.from({ length: count }, (_, at) => make(at)).join(' ');

const attacks: Readonly<Record<string, string>> = {
  'thousands of variable definitions': `query(${many(900, (at) => `$v${at}:Int`)}){name}`,
  'as many variable definitions as are allowed, all unused and of unknown types': `query(${many(100, (at) => `$v${at}:Kind${at}OfThin`)}){name}`,
  'one field a thousand times': `{${many(600, () => 'name')}}`,
  'one field with different arguments': `{${many(140, (at) => `name(x:${at})`)}}`,
  'one nested field many times': `{${many(45, () => 'a{a{a{a{a{a{a{name}}}}}}}')}}`,
  'fragments that each hold one field, all spread at one place': `{${many(100, (at) => `...F${at}`)}} ${many(100, (at) => `fragment F${at} on Query{a{b{name}}}`)}`,
  'fragments that spread all later ones': `{...F0} ${many(18, (at) => `fragment F${at} on Query{${many(17 - at, (by) => `...F${at + by + 1}`)} name}`)}`,
  'exponential fragments': `{...F0} ${many(90, (at) => `fragment F${at} on Query{...F${at + 1} ...F${at + 1}}`)} fragment F90 on Query{name}`,
  'a long chain of fragments': `{...F0} ${many(99, (at) => `fragment F${at} on Query{...F${at + 1}}`)} fragment F99 on Query{name}`,
  'fragments that spread each other': `{...A} fragment A on Query{...B} fragment B on Query{...A}`,
  'unknown fields with near names': `{${many(600, (at) => `nam${at}`)}}`,
  'unknown fields of a wide root': `{${many(600, (at) => `cameraz${at}Aggregate`)}}`,
  'unknown types with near names': `{${many(99, (at) => `...F${at}`)}} ${many(99, (at) => `fragment F${at} on Kind${at}OfThingg{a}`)}`,
  'unknown arguments': `{name(${many(400, (at) => `x${at}:1`)})}`,
  'operations that share fragments': `${many(50, (at) => `query Q${at}{...F0}`)} ${many(99, (at) => `fragment F${at} on Query{...F${at + 1}}`)} fragment F99 on Query{name}`,
  'deep input objects': `{c(f:${'{and:['.repeat(28)}{name:"x"}${']}'.repeat(28)}){name}}`,
  'directives without end': `{name ${many(900, () => '@skip(if:true)')}}`,
};

describe('hostile documents', () => {
  test.each(Object.keys(attacks))('%s: refused or validated within 150 ms of computing', (name) => {
    const start = process.cpuUsage();
    try {
      const document = checkDocument(attacks[name] ?? '', defaultRequestLimits);
      checkTypes(document, schema);
      validate(schema, document, specifiedRules, validationOptions(true));
    } catch (error) {
      expect(error).toMatchObject({ extensions: { code: expect.stringMatching(/^(QUERY_TOO_COMPLEX|GRAPHQL_VALIDATION_FAILED)$/) } });
    }
    const { user, system } = process.cpuUsage(start);
    const milliseconds = (user + system) / 1000;
    expect(milliseconds).toBeLessThan(150);
  });
});

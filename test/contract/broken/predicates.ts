import type { Predicate, Value } from '../../../src/contract/index.ts';
import { fieldsOf } from '../../../src/rows/index.ts';
import { boxesOf, planarMetres } from './places.ts';
import { type BrokenSource, evaluatedAs, type Leaf, leaves, mapRow, reads, typesIn } from './wrap.ts';

const EVERYTHING: Predicate = { kind: 'and', of: [] };
const NOTHING: Predicate = { kind: 'or', of: [] };

/** A source that sees texts through a folding. */
function folding(what: string, fold: (text: string) => string, caughtBy = 'text-compare'): BrokenSource {
  return {
    what,
    caughtBy,
    make: ({ fixture }) => {
      const types = typesIn(fixture);
      return { answer: evaluatedAs(fixture, (value, field) => (types.get(field) === 'text' ? fold(String(value)) : value)) };
    },
  };
}

/** A source that sees values of a type as something else when it compares. */
function seeing(what: string, type: string, see: (value: Value) => Value): BrokenSource {
  return {
    what,
    caughtBy: type === 'int' || type === 'bigint' || type === 'decimal' ? 'number-compare' : 'time-compare',
    make: ({ fixture }) => {
      const types = typesIn(fixture);
      return { answer: evaluatedAs(fixture, (value, field) => (types.get(field) === type ? see(value) : value)) };
    },
  };
}

function leafBreak(what: string, caughtBy: string, change: (leaf: Leaf) => Predicate): BrokenSource {
  return { what, caughtBy, make: () => leaves(change) };
}

const likePiece = (text: string) =>
  text
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');

/** Sources that take predicates for something else. */
export const brokenPredicates: readonly BrokenSource[] = [
  { what: 'ignores the predicate', caughtBy: 'predicate', make: () => reads((request) => ({ ...request, predicate: EVERYTHING })) },
  folding('folds case', (text) => text.toLowerCase()),
  folding('folds accents', (text) => text.normalize('NFD').replace(/\p{M}/gu, '')),
  folding('folds trailing spaces', (text) => text.replace(/ +$/, '')),
  folding('compares composed characters', (text) => text.normalize('NFC')),
  folding('compares by UTF-16 unit', (text) =>
    Array.from({ length: text.length }, (_, at) => String.fromCodePoint(0x10000 + text.charCodeAt(at))).join(''),
  ),
  folding('takes texts that look like numbers for numbers', (text) => (/^[\d.e]+$/.test(text) ? String(Number(text)) : text)),
  folding('folds case when it looks for pieces', (text) => text.toLowerCase(), 'text-search'),
  seeing('compares bigints as numbers', 'bigint', (value) => BigInt(Number(value)).toString()),
  seeing('compares decimals as floats', 'decimal', (value) => Number(value).toFixed(10)),
  seeing('compares ints as 16 bits', 'int', (value) => (Number(value) << 16) >> 16),
  seeing('compares instants by day', 'datetime', (value) => `${String(value).slice(0, 10)}T00:00:00.000Z`),
  seeing('compares dates by year and day', 'date', (value) => `${String(value).slice(0, 4)}-01-${String(value).slice(8, 10)}`),
  seeing('compares times by minute', 'time', (value) => `${String(value).slice(0, 5)}:00`),
  seeing('sorts true before false', 'boolean', (value) => value !== true),
  leafBreak('lets null match ne', 'null', (leaf) =>
    leaf.kind === 'compare' && leaf.operator === 'ne' ? { kind: 'or', of: [leaf, { kind: 'isNull', field: leaf.field }] } : leaf,
  ),
  leafBreak('lets null match lt', 'null', (leaf) =>
    leaf.kind === 'compare' && leaf.operator === 'lt' ? { kind: 'or', of: [leaf, { kind: 'isNull', field: leaf.field }] } : leaf,
  ),
  leafBreak('lets isNull match an empty text', 'null', (leaf) =>
    leaf.kind === 'isNull' && leaf.field.startsWith('text')
      ? { kind: 'or', of: [leaf, { kind: 'compare', field: leaf.field, operator: 'eq', value: '' }] }
      : leaf,
  ),
  leafBreak('takes lte for lt', 'number-compare', (leaf) =>
    leaf.kind === 'compare' && leaf.operator === 'lte' ? { ...leaf, operator: 'lt' } : leaf,
  ),
  leafBreak('takes in [] for everything', 'empty', (leaf) => (leaf.kind === 'in' && leaf.values.length === 0 ? EVERYTHING : leaf)),
  leafBreak('takes the first value of in only', 'keys', (leaf) =>
    leaf.kind === 'in' ? { ...leaf, values: leaf.values.slice(0, 1) } : leaf,
  ),
  {
    what: 'takes or [] for everything',
    caughtBy: 'empty',
    make: () => reads((request) => ({ ...request, predicate: or(request.predicate, EVERYTHING) })),
  },
  {
    what: 'takes and [] for nothing',
    caughtBy: 'empty',
    make: () =>
      reads((request) => ({
        ...request,
        predicate: request.predicate.kind === 'and' && request.predicate.of.length === 0 ? NOTHING : request.predicate,
      })),
  },
  {
    what: 'takes or for and',
    caughtBy: 'predicate',
    make: () =>
      reads((request) => ({
        ...request,
        predicate: rewrite(request.predicate, (each) => (each.kind === 'or' && each.of.length > 1 ? { kind: 'and', of: each.of } : each)),
      })),
  },
  {
    what: 'takes only the first part of an and',
    caughtBy: 'predicate',
    make: () =>
      reads((request) => ({
        ...request,
        predicate: rewrite(request.predicate, (each) => (each.kind === 'and' ? { kind: 'and', of: each.of.slice(0, 1) } : each)),
      })),
  },
  {
    what: 'negates with three-valued logic',
    caughtBy: 'negation',
    make: () => reads((request) => ({ ...request, predicate: rewrite(request.predicate, threeValuedNot) })),
  },
  leafBreak('answers contains with startsWith', 'text-search', (leaf) =>
    leaf.kind === 'text' && leaf.operator === 'contains' && !leaf.ignoreCase ? { ...leaf, operator: 'startsWith' } : leaf,
  ),
  {
    what: 'does not escape the wildcards of LIKE',
    caughtBy: 'text-search',
    make: ({ fixture }) => ({
      request: (request) => ({
        ...request,
        predicate: rewrite(request.predicate, (each) => {
          if (each.kind !== 'text' || each.operator !== 'contains') return each;
          const pattern = new RegExp(likePiece(each.value), 'su');
          const found = fixture.rows.map((row) => row[each.field]).filter((text) => typeof text === 'string' && pattern.test(text));
          return { kind: 'in', field: each.field, values: found as string[] };
        }),
      }),
    }),
  },
  leafBreak('ignores ignoreCase', 'text-ignore-case', (leaf) => (leaf.kind === 'text' ? { ...leaf, ignoreCase: false } : leaf)),
  ignoringCase('folds ß to ss when it ignores case', (text) => text.toUpperCase().toLowerCase()),
  ignoringCase('folds only ASCII when it ignores case', (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  ignoringCase('folds accents when it ignores case', (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()),
  {
    what: 'measures distances on a plane',
    caughtBy: 'place',
    make: ({ fixture }) => leaves((leaf) => (leaf.kind === 'withinDistance' ? near(fixture.rows, leaf, planarMetres) : leaf)),
  },
  leafBreak('measures distances on a sphere of another radius', 'place', (leaf) =>
    leaf.kind === 'withinDistance' ? { ...leaf, metres: (leaf.metres * 6_371_008.8) / 6_370_986 } : leaf,
  ),
  leafBreak('takes a polygon for its box', 'place', (leaf) => (leaf.kind === 'withinPolygon' ? { kind: 'or', of: boxesOf(leaf) } : leaf)),
  leafBreak('does not see the holes of a polygon', 'place', (leaf) =>
    leaf.kind === 'withinPolygon' ? { ...leaf, polygons: leaf.polygons.map((rings) => rings.slice(0, 1)) } : leaf,
  ),
  leafBreak('finds nothing in a box over the 180th meridian', 'place', (leaf) =>
    leaf.kind === 'withinBox' && leaf.box.west > leaf.box.east ? NOTHING : leaf,
  ),
  leafBreak('leaves the edges of a box out', 'place', (leaf) =>
    leaf.kind === 'withinBox' ? { ...leaf, box: { ...leaf.box, west: leaf.box.west + 1e-9, south: leaf.box.south + 1e-9 } } : leaf,
  ),
  {
    what: 'runs values as code',
    caughtBy: 'injection-values',
    make: () => leaves((leaf) => (leaf.kind === 'compare' && String(leaf.value).includes("' OR '1'='1") ? EVERYTHING : leaf)),
  },
];

/** A source with its own folding for ignoreCase. */
export function ignoringCase(what: string, fold: (text: string) => string): BrokenSource {
  return {
    what,
    caughtBy: 'text-ignore-case',
    make: ({ fixture }) => {
      const lowered = fixture.rows.map((row) => mapRow(row, (value) => (typeof value === 'string' ? fold(value) : value)));
      return leaves((leaf) => {
        if (leaf.kind !== 'text' || !leaf.ignoreCase) return leaf;
        const piece = fold(leaf.value);
        const method = ({ contains: 'includes', startsWith: 'startsWith', endsWith: 'endsWith' } as const)[leaf.operator];
        const found = fixture.rows.filter((_, place) => {
          const text = lowered[place]?.[leaf.field];
          return typeof text === 'string' && text[method](piece);
        });
        return { kind: 'in', field: leaf.field, values: found.map((row) => row[leaf.field] as string) };
      });
    },
  };
}

function or(predicate: Predicate, whenEmpty: Predicate): Predicate {
  return rewrite(predicate, (each) => (each.kind === 'or' && each.of.length === 0 ? whenEmpty : each));
}

/** Replaces every part of a predicate, the innermost first. */
function rewrite(predicate: Predicate, change: (each: Predicate) => Predicate): Predicate {
  if (predicate.kind === 'and' || predicate.kind === 'or')
    return change({ ...predicate, of: predicate.of.map((part) => rewrite(part, change)) });
  if (predicate.kind === 'not') return change({ ...predicate, of: rewrite(predicate.of, change) });
  return change(predicate);
}

/** NOT of SQL: unknown for a row whose compared field is null. */
function threeValuedNot(each: Predicate): Predicate {
  if (each.kind !== 'not' || each.of.kind === 'isNull') return each;
  const known = [...fieldsOf(each.of)].map((field): Predicate => ({ kind: 'not', of: { kind: 'isNull', field } }));
  return { kind: 'and', of: [each, ...known] };
}

/** The rows near a point by another measure, as boxes around their points. */
function near(
  rows: readonly { readonly [name: string]: Value }[],
  leaf: Leaf & { kind: 'withinDistance' },
  metres: typeof planarMetres,
): Predicate {
  const points = rows.map((row) => row[leaf.field] as { lon: number; lat: number } | null);
  const found = points.filter((point) => point !== null && metres(point, leaf.point) <= leaf.metres);
  return {
    kind: 'or',
    of: found.flatMap((point) =>
      point
        ? [{ kind: 'withinBox', field: leaf.field, box: { west: point.lon, east: point.lon, south: point.lat, north: point.lat } }]
        : [],
    ),
  };
}

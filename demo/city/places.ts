import { randomStream } from '../random.ts';
import { CITY, COMMUNITY_NAMES, compoundName, type Name, PREFECTURE, PROVINCE, TOWNSHIPS } from '../words.ts';
import { COLUMNS, type Lattice, type LonLat, ROWS } from './lattice.ts';

/** The city's division code. Province 99 does not exist in GB/T 2260. */
export const CITY_CODE = '990181';

export interface Division {
  readonly code: string;
  readonly parentCode: string | null;
  readonly level: 'province' | 'prefecture' | 'county' | 'township';
  readonly name: Name;
  readonly ring: readonly LonLat[] | null;
}

export interface Community {
  readonly code: string;
  readonly townshipCode: string;
  readonly name: Name;
  readonly rural: boolean;
  readonly ring: readonly LonLat[];
}

export interface GridCell {
  readonly code: string;
  readonly communityCode: string;
  readonly townshipCode: string;
  readonly name: string;
  /** Basic cells tile the city; dedicated ones (a hospital, a market) lie inside a basic one. */
  readonly kind: 'basic' | 'dedicated';
  readonly column: number;
  readonly row: number;
  readonly ring: readonly LonLat[];
}

export interface Compound {
  readonly code: string;
  readonly name: string;
  readonly cell: GridCell;
  readonly ring: readonly LonLat[];
}

export interface Places {
  readonly lattice: Lattice;
  readonly divisions: readonly Division[];
  readonly communities: readonly Community[];
  readonly cells: readonly GridCell[];
  readonly basicCells: readonly GridCell[];
  readonly compounds: readonly Compound[];
}

const DEDICATED = ['人民医院', '第一中学', '农贸市场', '高铁站', '工业园', '商贸城', '职业学院', '物流园'];
const COMPOUNDS = 60;

export function makePlaces(seed: string, lattice: Lattice): Places {
  const divisions = makeDivisions(lattice);
  const communities = makeCommunities(lattice);
  const basicCells = makeBasicCells(lattice, communities);
  const dedicated = DEDICATED.map((title, index) => dedicatedCell(lattice, basicCells, title, index));
  return {
    lattice,
    divisions,
    communities,
    basicCells,
    cells: [...basicCells, ...dedicated],
    compounds: makeCompounds(seed, lattice, basicCells),
  };
}

const townshipAt = (column: number, row: number) => Math.floor(row / 4) * 3 + Math.floor(column / 4);

function townshipCode(index: number): string {
  return `${CITY_CODE}${TOWNSHIPS[index]?.serial ?? ''}`;
}

function makeDivisions(lattice: Lattice): Division[] {
  const city = { code: CITY_CODE, parentCode: '990100', level: 'county', name: CITY, ring: lattice.ring(0, 0, COLUMNS, ROWS) } as const;
  const townships = TOWNSHIPS.map(
    (name, index): Division => ({
      code: townshipCode(index),
      parentCode: CITY_CODE,
      level: 'township',
      name: { zh: name.zh, en: name.en },
      ring: lattice.ring((index % 3) * 4, Math.floor(index / 3) * 4, 4, 4),
    }),
  );
  return [
    { code: '990000', parentCode: null, level: 'province', name: PROVINCE, ring: null },
    { code: '990100', parentCode: '990000', level: 'prefecture', name: PREFECTURE, ring: null },
    city,
    ...townships,
  ];
}

/** Four communities of two by two cells in each township. */
function makeCommunities(lattice: Lattice): Community[] {
  return TOWNSHIPS.flatMap((township, index) => {
    const rural = township.serial >= '100';
    return [0, 1, 2, 3].map((quarter): Community => {
      const stem = COMMUNITY_NAMES[index * 4 + quarter] ?? { zh: '', en: '' };
      const column = (index % 3) * 4 + (quarter % 2) * 2;
      const row = Math.floor(index / 3) * 4 + Math.floor(quarter / 2) * 2;
      return {
        code: `${townshipCode(index)}${rural ? 2 : 0}0${quarter + 1}`,
        townshipCode: townshipCode(index),
        name: rural ? { zh: `${stem.zh}村`, en: `${stem.en} Village` } : { zh: `${stem.zh}社区`, en: `${stem.en} Community` },
        rural,
        ring: lattice.ring(column, row, 2, 2),
      };
    });
  });
}

function makeBasicCells(lattice: Lattice, communities: readonly Community[]): GridCell[] {
  const cells: GridCell[] = [];
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const community = communities[townshipAt(column, row) * 4 + (Math.floor(row / 2) % 2) * 2 + (Math.floor(column / 2) % 2)];
      if (community === undefined) throw new RangeError(`expected a community at ${column}, ${row}`);
      const serial = (row % 2) * 2 + (column % 2) + 1;
      cells.push({
        code: `${community.code}00${serial}`,
        communityCode: community.code,
        townshipCode: community.townshipCode,
        name: `${community.name.zh}第${'一二三四'[serial - 1]}网格`,
        kind: 'basic',
        column,
        row,
        ring: lattice.ring(column, row, 1, 1),
      });
    }
  }
  return cells;
}

function dedicatedCell(lattice: Lattice, basic: readonly GridCell[], title: string, index: number): GridCell {
  const host = basic[(index * 13 + 5) % basic.length];
  if (host === undefined) throw new RangeError('expected basic cells before dedicated ones');
  return {
    ...host,
    code: `${host.communityCode}9${String(index + 1).padStart(2, '0')}`,
    name: `${title}专属网格`,
    kind: 'dedicated',
    ring: block(lattice, host, 0.72, 0.72, 0.2),
  };
}

/** Compounds stand in two of the four quarters of a cell, away from its edges and from dedicated cells. */
function makeCompounds(seed: string, lattice: Lattice, basic: readonly GridCell[]): Compound[] {
  const random = randomStream(seed, 'compounds');
  const urban = basic.filter((cell) => cell.townshipCode < `${CITY_CODE}100`);
  const sites = urban.flatMap((cell) => [0.12, 0.55].map((west) => ({ cell, west })));
  return random
    .shuffle(sites)
    .slice(0, COMPOUNDS)
    .map(({ cell, west }, index) => ({
      code: `XQ${String(index + 1).padStart(5, '0')}`,
      name: compoundName(index),
      cell,
      ring: block(lattice, cell, west, 0.15, 0.3),
    }));
}

function block(lattice: Lattice, cell: GridCell, west: number, south: number, side: number): LonLat[] {
  const at = (u: number, v: number) => lattice.pointIn(cell.column, cell.row, west + u * side, south + v * side);
  return [at(0, 0), at(1, 0), at(1, 1), at(0, 1), at(0, 0)];
}

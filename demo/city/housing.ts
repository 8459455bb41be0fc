import { randomStream } from '../random.ts';
import type { LonLat } from './lattice.ts';
import type { Compound, Places } from './places.ts';

export interface Building {
  readonly code: string;
  readonly name: string;
  readonly compound: Compound;
  readonly floors: number;
  readonly units: number;
  readonly builtYear: number | null;
  readonly point: LonLat;
}

/** A row of the dwelling register as its CSV export has it. */
export interface DwellingRow {
  readonly house_code: string;
  readonly bld_code: string;
  readonly comp_code: string;
  readonly grid_no: string;
  readonly unit_no: string;
  readonly floor_no: string;
  readonly room_no: string;
  /** 1 owner, 2 rented, 3 empty, 4 shop or office; blank unknown. */
  readonly use_code: string;
  readonly area_m2: string;
  readonly resident_num: string;
  /** A contact number; no binding maps it. All of them are invented: 190 0000 is not handed out. */
  readonly contact_tel: string;
  readonly check_date: string;
}

/** A row of the yearly household count per grid cell; numbers are written with thousands signs. */
export interface HouseholdRow {
  readonly 统计日期: string;
  readonly 网格编码: string;
  readonly 网格名称: string;
  readonly 社区编码: string;
  readonly 户数: string;
  readonly 人口数: string;
}

export interface Housing {
  readonly buildings: readonly Building[];
  readonly dwellings: readonly DwellingRow[];
  readonly households: readonly HouseholdRow[];
}

export function makeHousing(seed: string, places: Places): Housing {
  const buildings = makeBuildings(seed, places);
  return { buildings, dwellings: buildings.flatMap((building) => dwellingsOf(seed, building)), households: makeHouseholds(seed, places) };
}

/** Four to eight buildings in two rows inside each compound. */
function makeBuildings(seed: string, places: Places): Building[] {
  const random = randomStream(seed, 'buildings');
  return places.compounds.flatMap((compound) => {
    const count = random.int(4, 8);
    return Array.from({ length: count }, (_, index): Building => {
      const number = index + 1;
      return {
        code: `${compound.code.replace('XQ', 'LD')}${String(number).padStart(2, '0')}`,
        name: `${compound.name}${number}栋`,
        compound,
        floors: random.pick([6, 6, 7, 11, 18]),
        units: random.int(1, 3),
        builtYear: random.chance(0.04) ? null : random.int(1992, 2023),
        point: inside(compound, 0.14 + (index % 4) * 0.22 + random.next() * 0.06, index < 4 ? 0.28 : 0.7),
      };
    });
  });
}

/** The point at shares u and v of a compound's four corners. */
export function inside(compound: Compound, u: number, v: number): LonLat {
  const [southWest, southEast, northEast, northWest] = compound.ring;
  const mix = (axis: 0 | 1) => {
    const south = (southWest?.[axis] ?? 0) * (1 - u) + (southEast?.[axis] ?? 0) * u;
    const north = (northWest?.[axis] ?? 0) * (1 - u) + (northEast?.[axis] ?? 0) * u;
    return Math.round((south * (1 - v) + north * v) * 1e7) / 1e7;
  };
  return [mix(0), mix(1)];
}

/** The dwellings that the register knows of a building: about a fifth of the rooms, as registers are. */
function dwellingsOf(seed: string, building: Building): DwellingRow[] {
  const random = randomStream(seed, `dwellings/${building.code}`);
  const rows: DwellingRow[] = [];
  for (let unit = 1; unit <= building.units; unit += 1) {
    for (let floor = 1; floor <= building.floors; floor += 1) {
      const use = floor === 1 && random.chance(0.2) ? '4' : random.weighted({ '1': 66, '2': 22, '3': 11, '': 1 });
      const residents = use === '3' || use === '4' ? 0 : random.int(1, 5);
      const room = `${floor}0${random.int(1, 4)}`;
      rows.push({
        house_code: `${building.code}${unit}${room.padStart(4, '0')}`,
        bld_code: building.code,
        comp_code: building.compound.code,
        grid_no: building.compound.cell.code,
        unit_no: `${unit}单元`,
        floor_no: String(floor),
        room_no: room,
        use_code: use,
        area_m2: (58 + random.int(0, 900) / 10).toFixed(1),
        resident_num: random.chance(0.02) ? ' ' : String(residents),
        contact_tel: random.chance(0.5) ? `1900000${String(random.int(0, 9999)).padStart(4, '0')}` : '',
        check_date: `2025${String(random.int(1, 12)).padStart(2, '0')}${String(random.int(1, 28)).padStart(2, '0')}`,
      });
    }
  }
  return rows;
}

function makeHouseholds(seed: string, places: Places): HouseholdRow[] {
  const random = randomStream(seed, 'households');
  return ['2024', '2025'].flatMap((year) =>
    places.basicCells.map((cell) => {
      const households = cell.townshipCode < '990181100' ? random.int(520, 1240) : random.int(160, 420);
      return {
        统计日期: `${year}1231`,
        网格编码: cell.code,
        网格名称: cell.name,
        社区编码: cell.communityCode,
        户数: households.toLocaleString('en-US'),
        人口数: Math.round(households * (2.3 + random.next() * 0.5)).toLocaleString('en-US'),
      };
    }),
  );
}

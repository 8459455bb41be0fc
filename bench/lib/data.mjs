// The made-up city that every contender serves. Plain arithmetic on row numbers, so that every run has the same data.

export const DIVISIONS = 20;
export const CELLS_PER_DIVISION = 250;
export const CAMERAS = 200_000;
export const CONTROLLERS_PER_DIVISION = 500;

/** State codes of the register, most common first, with the names that the graph has for them. */
export const STATES = { 1: 'ONLINE', 0: 'OFFLINE', 2: 'MAINTENANCE', 9: 'DISMANTLED' };
export const CELL_KINDS = { 1: 'BASIC', 2: 'DEDICATED', 3: 'MICRO' };

const digits = (number, length) => String(number).padStart(length, '0');
const noise = (number) => (Math.imul(number + 1, 2_654_435_761) >>> 0) % 100_000;
const day = (number) => new Date(Date.UTC(2012, 0, 1) + number * 86_400_000).toISOString().slice(0, 10);

export const divisionCode = (division) => `990181${digits(division + 1, 3)}`;
export const cellCode = (division, cell) => `${divisionCode(division)}${digits(cell + 1, 3)}`;

/** State code of the n-th thing: 80 % in order, 10 % offline, 6 % in repair, 4 % gone. */
const stateCode = (number) => {
  const share = noise(number) % 100;
  if (share < 80) return '1';
  if (share < 90) return '0';
  return share < 96 ? '2' : '9';
};

export function camera(number) {
  const division = number % DIVISIONS;
  const cell = noise(number * 3) % CELLS_PER_DIVISION;
  return {
    cam_code: `99018101001320${digits(number, 6)}`,
    cam_name: `${cell + 1}号网格第${number}路摄像机`,
    state_code: stateCode(number),
    street_code: divisionCode(division),
    grid_no: cellCode(division, cell),
    install_date: day(noise(number * 7) % 5000),
    lng: 116.2 + (noise(number * 11) % 10_000) / 100_000,
    lat: 29.1 + (noise(number * 13) % 10_000) / 100_000,
    vendor: `V${noise(number * 17) % 12}`,
  };
}

export function gridCell(division, cell) {
  return {
    grid_no: cellCode(division, cell),
    grid_name: `第${division + 1}街道第${cell + 1}网格`,
    kind_code: String((cell % 3) + 1),
    street_code: divisionCode(division),
    worker_num: (cell % 4) + 1,
    house_num: 120 + (cell % 200),
    person_num: 300 + (cell % 700),
  };
}

/** Sets of access control, each in a building and a compound of its own. */
export function controller(number) {
  const division = number % DIVISIONS;
  return {
    ctrlCode: `99018101003120${digits(number, 6)}`,
    ctrlName: `${number}号门禁控制器`,
    stateCode: stateCode(number + 1_000_000),
    streetCode: divisionCode(division),
    buildingCode: `B${digits(number, 6)}`,
    compoundCode: `X${digits(number, 6)}`,
    doorNum: (number % 6) + 1,
    installDate: day(noise(number * 19) % 5000),
  };
}

export const building = (number) => ({
  code: `B${digits(number, 6)}`,
  name: `${number}号楼`,
  floors: (number % 30) + 2,
  dwellings: (number % 150) + 8,
  builtYear: 1980 + (number % 45),
});

export const compound = (number) => ({
  code: `X${digits(number, 6)}`,
  name: `${number}号小区`,
  buildings: (number % 20) + 1,
  dwellings: (number % 900) + 50,
  gates: (number % 4) + 1,
});

export const deviceState = (code) => {
  const number = Number(code.slice(-6));
  return {
    deviceCode: code,
    status: stateCode(number + 7),
    reportTime: new Date(Date.UTC(2026, 10, 1) + (number % 86_400) * 1000).toISOString(),
    signal: (number % 60) - 95.5,
  };
};

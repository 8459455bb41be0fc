import { CITY_NOW, DAY, HOUR, localText, MINUTE } from '../clock.ts';
import { type Random, randomStream } from '../random.ts';
import type { Devices, NativeRow } from './devices.ts';

/** What the device platform knows of a device at the moment. Times are milliseconds since 1970. */
export interface DeviceStateRow {
  readonly deviceCode: string;
  readonly deviceKind: string;
  readonly status: string | null;
  readonly lastBeat: number | null;
  readonly signal: number | null;
  readonly firmware: string;
}

export interface StatusEventRow {
  readonly eventId: string;
  readonly deviceCode: string;
  readonly fromStatus: string | null;
  readonly toStatus: string;
  readonly reason: string;
  readonly eventTime: number;
}

/** Passages counted at a door or barrier in an hour: a number, never who passed. */
export interface CountRow {
  readonly countId: string;
  readonly deviceCode: string;
  readonly metric: 'PERSON' | 'VEHICLE';
  readonly direction: 'IN' | 'OUT';
  readonly beginTime: string;
  readonly endTime: string;
  readonly num: number | null;
}

export interface AlarmRow {
  readonly alarmId: string;
  readonly deviceCode: string;
  readonly alarmType: string;
  readonly level: number;
  readonly alarmTime: string;
  readonly handleTime: string | null;
  readonly handleState: string;
}

export interface DevicePlatform {
  readonly states: readonly DeviceStateRow[];
  readonly events: readonly StatusEventRow[];
  readonly counts: readonly CountRow[];
  readonly alarms: readonly AlarmRow[];
}

const codeOf = (row: NativeRow) => String(row.cam_code ?? row.ctrl_code ?? row.bar_code ?? row.lift_code ?? row.gb_code ?? row.dev_code);
const STATUS: Readonly<Record<string, string>> = {
  '1': 'ONLINE',
  '0': 'OFFLINE',
  '2': 'REPAIR',
  在线: 'ONLINE',
  离线: 'OFFLINE',
  故障: 'FAULT',
};

export function makeDevicePlatform(seed: string, devices: Devices): DevicePlatform {
  const random = randomStream(seed, 'device platform');
  const kinds: readonly (readonly [string, readonly NativeRow[]])[] = [
    ['CAMERA', devices.t_camera],
    ['ACCESS', devices.t_door_ctrl],
    ['BARRIER', devices.t_barrier],
    ['ELEVATOR', devices.t_elevator],
    ['KIOSK', devices.t_kiosk],
    ['DISPLAY', devices.t_speed_display],
    ['SENSOR', devices.t_traffic_sensor],
    ['OTHER', devices.t_other_device],
  ];
  const states = kinds.flatMap(([kind, rows]) => rows.filter(() => random.chance(0.985)).map((row) => stateOf(random, kind, row)));
  return {
    states,
    events: states
      .flatMap((state) => eventsOf(random, state))
      .map((event, index) => ({ eventId: `SE${String(index + 1).padStart(7, '0')}`, ...event })),
    counts: makeCounts(random, devices),
    alarms: makeAlarms(random, states),
  };
}

/** Mostly what the registry says; now and then the platform knows better. */
function stateOf(random: Random, deviceKind: string, row: NativeRow): DeviceStateRow {
  const registered = STATUS[String(row.state_code ?? row.term_state)] ?? null;
  const status = random.chance(0.03) ? random.pick(['ONLINE', 'OFFLINE', 'FAULT', 'UPGRADING', null]) : registered;
  const silence = status === 'ONLINE' ? random.int(5, 110) * 1000 : random.int(1, 60) * DAY;
  return {
    deviceCode: codeOf(row),
    deviceKind,
    status,
    lastBeat: random.chance(0.01) ? null : CITY_NOW - silence,
    signal: random.chance(0.1) ? null : random.int(40, 100),
    firmware: `V${random.int(1, 4)}.${random.int(0, 9)}.${random.int(0, 20)}`,
  };
}

/** The last up to eight changes, ending in the present status. */
function eventsOf(random: Random, state: DeviceStateRow): Omit<StatusEventRow, 'eventId'>[] {
  let time = CITY_NOW - random.int(200, 300) * DAY;
  let before: string | null = null;
  return Array.from({ length: random.int(1, 4) * 2 }, (_, index) => {
    const toStatus = index % 2 === 0 ? 'ONLINE' : random.pick(['OFFLINE', 'OFFLINE', 'FAULT', 'REPAIR']);
    const reason = toStatus === 'ONLINE' ? '恢复' : random.pick(['网络中断', '断电', '设备故障', '']);
    const event = { deviceCode: state.deviceCode, fromStatus: before, toStatus, reason, eventTime: time };
    before = toStatus;
    time += random.int(3, 25) * DAY + random.int(0, 23) * HOUR;
    return event;
  });
}

/** Three days of hourly counts at every access controller and barrier. */
function makeCounts(random: Random, devices: Devices): CountRow[] {
  const counted = [
    ...devices.t_door_ctrl.map((row) => [row, 'PERSON'] as const),
    ...devices.t_barrier.map((row) => [row, 'VEHICLE'] as const),
  ];
  return counted.flatMap(([row, metric]) =>
    Array.from({ length: 72 }, (_, hour) => hour).flatMap((hour) =>
      (['IN', 'OUT'] as const).map((direction): CountRow => {
        const begin = CITY_NOW - 72 * HOUR + hour * HOUR;
        const busy = hour % 24 >= 7 && hour % 24 <= 20 ? 60 : 6;
        return {
          countId: `${codeOf(row)}-${hour}-${direction}`,
          deviceCode: codeOf(row),
          metric,
          direction,
          beginTime: localText(begin),
          endTime: localText(begin + HOUR),
          num: random.chance(0.005) ? null : random.int(0, busy),
        };
      }),
    ),
  );
}

function makeAlarms(random: Random, states: readonly DeviceStateRow[]): AlarmRow[] {
  return Array.from({ length: 240 }, (_, index) => {
    const time = CITY_NOW - random.int(1, 180 * 24 * 60) * MINUTE;
    const handled = random.chance(0.9);
    return {
      alarmId: `ALM${String(index + 1).padStart(6, '0')}`,
      deviceCode: random.pick(states).deviceCode,
      alarmType: random.pick(['OFFLINE', 'TAMPER', 'DOOR_OPEN', 'TRAPPED', 'SMOKE', 'WATER_LEVEL', 'X99']),
      level: random.int(1, 4),
      alarmTime: localText(time),
      handleTime: handled ? localText(Math.min(time + random.int(2, 600) * MINUTE, CITY_NOW)) : null,
      handleState: handled ? 'DONE' : random.pick(['NEW', 'DOING']),
    };
  });
}

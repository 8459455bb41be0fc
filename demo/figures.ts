/** The published figures that the demo city reproduces exactly, whatever the seed. `examples/demo-city/queries` has one query for each. */
export const FIGURES = {
  cameras: 580,
  accessControllers: 14,
  barriers: 18,
  elevatorSystems: 5,
  /** Disputes registered 2023 to 2025, and how many of them were settled in the grid (85.0 %). */
  disputes: 602,
  disputesSettledInGrid: 512,
  /** Mediations held 2023 to 2025, and how many of them settled the dispute (96.6 %). */
  mediations: 533,
  mediationsSettled: 515,
  gridEventsPushed: 5126,
  gridEventsReceived: 869,
  /** Calls that a unit went to, and those of them with the first unit on scene within 8 minutes (82.9 %). */
  callsAttended: 3480,
  callsWithinEightMinutes: 2885,
  gridWorkerReports: 1508,
} as const;

/** Exit codes of the command line. */
export const exitCodes = { ok: 0, unexpected: 1, usage: 2, configuration: 3, unreachable: 4, partial: 7 } as const;

/** Ends a command with a code and a message on standard error. */
export class CommandFailure extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}

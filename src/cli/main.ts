import { Command, CommanderError } from 'commander';
import type { ConfigSources } from '../config.ts';
import { DEFAULT_URL } from './ask-server.ts';
import { CommandFailure, exitCodes } from './exit-codes.ts';
import type { QueryOptions } from './query-command.ts';

const examples = `
Examples:
  civigraph start                                    the demo city, at http://127.0.0.1:4000/graphql
  civigraph start --config city.yaml --port 4100
  civigraph query '{ cameras(first: 3) { nodes { name } } }'
  civigraph query report.graphql --variables '{"ward": "3"}' --json
  civigraph explain report.graphql --analyze
  civigraph config print --origin

`;

const endings = `
Exit codes: 0 ok, 1 unexpected, 2 usage, 3 configuration, 4 no server answers, 7 partial answer.`;

interface StartOptions {
  readonly config?: string;
  readonly host?: string;
  readonly port?: string;
  readonly set?: readonly string[];
}

function settingOf(text: string): readonly [string, { readonly value: string; readonly flag: string }] {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandFailure(exitCodes.usage, `Expected --set path=value, like --set server.port=4100; "${text}" came.`);
  return [text.slice(0, at), { value: text.slice(at + 1), flag: `--set ${text.slice(0, at)}` }];
}

/** Configuration sources out of the flags. */
function sourcesOf(options: StartOptions): ConfigSources {
  const flags = Object.fromEntries([
    ...(options.set ?? []).map(settingOf),
    ...(options.host === undefined ? [] : [['server.host', { value: options.host, flag: '--host' }] as const]),
    ...(options.port === undefined ? [] : [['server.port', { value: options.port, flag: '--port' }] as const]),
  ]);
  return { flags, ...(options.config === undefined ? {} : { file: options.config }) };
}

function withConfigFlags(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration file (default: civigraph.yaml where it exists, or CIVIGRAPH_CONFIG)')
    .option('--host <address>', 'address to listen on')
    .option('--port <number>', 'port to listen on')
    .option('--set <path=value...>', 'any setting, like server.limits.depth=8');
}

function withServerFlags(command: Command): Command {
  return command.option('--url <address>', 'the running server', process.env.CIVIGRAPH_URL ?? DEFAULT_URL);
}

/** Builds the commands. What a command needs is loaded when it runs, so that `--help` is quick. */
function createProgram(finish: (code: number) => void): Command {
  const program = new Command('civigraph').description("One GraphQL endpoint over a city's registries, devices and platform feeds.");
  program.addHelpText('before', examples.trimStart()).addHelpText('after', endings).showHelpAfterError('(civigraph --help shows examples)');

  withConfigFlags(program.command('start').description('start the server')).action(async (options: StartOptions) => {
    const { startCivigraph } = await import('../main.ts');
    await startCivigraph(sourcesOf(options));
  });

  withServerFlags(program.command('query <file-or-text>').description('run an operation on a running server'))
    .option('--variables <json>', 'variables as a JSON object')
    .option('--operation <name>', 'which operation of the document')
    .option('--json', 'print the whole answer, errors included')
    .action(async (given: string, options: QueryOptions) =>
      finish(await (await import('./query-command.ts')).queryCommand(given, options)),
    );

  withServerFlags(program.command('explain <file-or-text>').description('show how an operation would be answered'))
    .option('--variables <json>', 'variables as a JSON object')
    .option('--operation <name>', 'which operation of the document')
    .option('--analyze', 'run it, and show the actual rows, reads and times')
    .option('--json', 'print the plan as data')
    .action(async (given: string, options: QueryOptions) =>
      finish(await (await import('./query-command.ts')).explainCommand(given, options)),
    );

  const schema = program.command('schema').description('the schema of a running server');
  withServerFlags(schema.command('print').description('print it in SDL')).action(async ({ url }: QueryOptions) => {
    const { fetchText } = await import('./ask-server.ts');
    process.stdout.write(await fetchText(url, '/schema.graphql'));
  });

  const config = program.command('config').description('the configuration');
  withConfigFlags(config.command('print').description('print every value; secrets as SET or UNSET'))
    .option('--origin', 'and where each comes from')
    .action(async (options: StartOptions & { readonly origin?: boolean }) =>
      finish((await import('./config-command.ts')).printConfig(sourcesOf(options), options.origin ?? false)),
    );
  withConfigFlags(config.command('validate').description('check it, naming every place that is wrong')).action(
    async (options: StartOptions) => finish(await (await import('./config-command.ts')).validateConfig(sourcesOf(options))),
  );
  return program;
}

function overrideExit(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) overrideExit(inner);
}

function failureCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  if (error instanceof CommandFailure) return error.exitCode;
  return error instanceof Error && error.name === 'ConfigError' ? exitCodes.configuration : exitCodes.unexpected;
}

/** A reader that has enough, like `head`, ends the command, and that is no failure. A server outlives who reads its log. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCodes.ok);
  });
}

/** Runs the command line and returns the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  if (args[0] !== 'start') endWithReader();
  let exitCode: number = exitCodes.ok;
  const program = createProgram((code) => {
    exitCode = code;
  });
  overrideExit(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return failureCode(error);
  }
}

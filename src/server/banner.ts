import type { Config } from '../config.ts';
import type { Engine } from '../engine.ts';

/** What is where, plain and aligned, for people. The server writes it to standard error once; standard output holds JSON lines only. */
export function banner(address: string, config: Config, engine: Engine): string {
  const sources = engine.health();
  const dead = sources.filter(({ state, errorCode }) => (state !== 'LIVE' && state !== 'NEW') || errorCode !== undefined);
  const said = dead.map(({ name, state, errorCode }) => `${name} ${state === 'LIVE' ? (errorCode ?? state) : state}`);
  const states = dead.length === 0 ? 'all live' : said.join(', ');
  const changed = config.values.filter((value) => value.origin !== 'default').length;
  const lines: readonly (readonly [string, string])[] = [
    ['GraphQL', `${address}/graphql${config.server.graphiql ? '   (open it in a browser for GraphiQL)' : ''}`],
    ['Schema', `${address}/schema.graphql`],
    ['Health', `${address}/health   (also /livez and /readyz)`],
    ['Metrics', `${address}/metrics`],
    ['Sources', `${sources.length} (${sources.length === 0 ? 'none configured' : states})`],
    ['Configured', `${config.file?.file ?? 'no file'}, settings that are not default: ${changed} (npx civigraph config print --origin)`],
  ];
  return ['', '  Civigraph', ...lines.map(([name, value]) => `  ${name.padEnd(12)}${value}`), '', ''].join('\n');
}

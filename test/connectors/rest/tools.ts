import { type ConnectorTools, SourceError } from '../../../src/contract/index.ts';

/** What the runtime lends, with a log that can be read and secrets that can be changed. */
export function recordingTools(secrets: Record<string, string> = {}): { readonly tools: ConnectorTools; logged(): string } {
  const lines: string[] = [];
  const write = (message: string, facts?: Readonly<Record<string, unknown>>) =>
    void lines.push(`${message} ${JSON.stringify(facts ?? {})}`);
  const tools: ConnectorTools = {
    name: 'test',
    baseDir: process.cwd(),
    log: { debug: write, info: write, warn: write, error: write },
    secret: (reference) => {
      if (!reference.startsWith('env:')) return reference;
      const found = secrets[reference.slice(4)];
      if (found === undefined) throw new SourceError('BROKEN', 'a secret is missing');
      return found;
    },
  };
  return { tools, logged: () => lines.join('\n') };
}

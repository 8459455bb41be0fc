import { SourceError } from '../../src/contract/index.ts';
import { CANARY } from './fixture.ts';
import { type OpenedSource, rowsOf, told } from './law.ts';

/** A source whose system answers something else than it promised. */
export interface BrokenBody extends OpenedSource {
  /** What the system answers, for the message. */
  readonly what: string;
  readonly collection: string;
  /** Fields that are asked for. */
  readonly fields: readonly string[];
}

/** How a body that is not the promised data passed for data. */
export async function brokenBodyFaults(bodies: Iterable<BrokenBody> | AsyncIterable<BrokenBody>): Promise<readonly string[]> {
  const faults: string[] = [];
  for await (const body of bodies) {
    const { what, source, collection, fields } = body;
    try {
      const rows = await rowsOf(source, { kind: 'read', collection, fields, predicate: { kind: 'and', of: [] }, order: [] });
      faults.push(`${what}: gave ${rows.length} rows instead of a SourceError`);
    } catch (error) {
      if (!(error instanceof SourceError)) faults.push(`${what}: ended with ${told(error)}, which is no SourceError`);
      else if (error.message.includes(CANARY)) faults.push(`${what}: the error holds a piece of the body`);
    } finally {
      await body.close();
    }
  }
  return faults;
}

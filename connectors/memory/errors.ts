import { SourceError } from '../../src/contract/index.ts';

/** The configuration is wrong: which option, and why. */
export function brokenOption(option: string, reason: string): SourceError {
  const place = option === '' ? 'the configuration' : `option "${option}"`;
  return new SourceError('BROKEN', `memory: ${place}: ${reason}`, { advice: 'correct the option and reload the configuration' });
}

/** The source was closed. */
export function closed(): SourceError {
  return new SourceError('UNREACHABLE', 'memory: the source is closed', { advice: 'open the source again' });
}

/** The caller stopped waiting. */
export function aborted(): SourceError {
  return new SourceError('UNREACHABLE', 'memory: the read was stopped before its end');
}

/** There is no such collection. */
export function unknownCollection(known: Iterable<string>): SourceError {
  return new SourceError('UNSUPPORTED', `memory: no collection of that name; there are ${[...known].join(', ') || 'none'}`);
}

/** More groups than asked for. */
export function tooManyGroups(most: number): SourceError {
  return new SourceError('UNSUPPORTED', `memory: the aggregate has more than ${most} groups`, {
    advice: 'group by fewer or coarser values',
  });
}

import type { Batch, CheckStep, FieldCapabilities, Request } from '../../../src/contract/index.ts';
import { SourceError } from '../../../src/contract/index.ts';
import { type BrokenSource, typesIn } from './wrap.ts';

const moment = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());

/** Sources that behave badly. */
export const brokenConduct: readonly BrokenSource[] = [
  {
    what: 'ignores the abort and goes on reading',
    caughtBy: 'abort',
    make: ({ sound }) => ({ read: (request) => sound.read(request, new AbortController().signal) }),
  },
  {
    what: 'ends quietly when aborted',
    caughtBy: 'abort',
    make: ({ sound }) => ({
      async *read(request, signal): AsyncGenerator<Batch> {
        if (!signal.aborted) yield* sound.read(request, signal);
      },
    }),
  },
  {
    what: 'cuts its answer quietly when aborted',
    caughtBy: 'abort',
    make: ({ sound }) => ({
      async *read(request, signal): AsyncGenerator<Batch> {
        for await (const { rows } of sound.read(request, new AbortController().signal)) {
          for (const row of rows) {
            if (signal.aborted) return;
            yield { rows: [row] };
          }
        }
      },
    }),
  },
  {
    what: 'hangs when aborted',
    caughtBy: 'abort',
    make: ({ sound }) => ({
      async *read(request, signal): AsyncGenerator<Batch> {
        if (signal.aborted) await moment(60_000);
        yield* sound.read(request, signal);
      },
    }),
  },
  {
    what: 'throws no SourceError when aborted',
    caughtBy: 'abort',
    make: ({ sound }) => ({
      async *read(request, signal): AsyncGenerator<Batch> {
        signal.throwIfAborted();
        yield* sound.read(request, signal);
      },
    }),
  },
  {
    what: 'does not come back after an aborted read',
    caughtBy: 'abort',
    make: ({ sound }) => {
      let spoiled = false;
      return {
        async *read(request, signal): AsyncGenerator<Batch> {
          if (spoiled) throw new SourceError('UNREACHABLE', 'no connection left');
          spoiled = signal.aborted;
          yield* sound.read(request, signal);
        },
      };
    },
  },
  {
    what: 'keeps a connection for each consumer that stops early',
    caughtBy: 'leave',
    make: ({ sound }) => {
      let connections = 5;
      return {
        read: (request, signal) => {
          const iterator = sound.read(request, signal)[Symbol.asyncIterator]();
          return {
            [Symbol.asyncIterator]: () => ({
              next: async () => {
                if (connections === 0) await moment(60_000);
                connections -= 1;
                const step = await iterator.next();
                if (step.done) connections += 1;
                return step;
              },
              return: async () => ({ done: true as const, value: undefined }),
            }),
          };
        },
      };
    },
  },
  { what: 'hangs on close', caughtBy: 'close', make: () => ({ close: () => moment(60_000) }) },
  { what: 'does not close', caughtBy: 'close', make: () => ({ close: async () => {} }) },
  {
    what: 'fails when it is closed twice',
    caughtBy: 'close',
    make: () => {
      let closed = false;
      return {
        close: async (close) => {
          if (closed) throw new Error('already closed');
          closed = true;
          await close();
        },
      };
    },
  },
  {
    what: 'gives no rows and no error after close',
    caughtBy: 'close',
    make: ({ sound }) => {
      let closed = false;
      return {
        close: async (close) => {
          closed = true;
          await close();
        },
        async *read(request, signal): AsyncGenerator<Batch> {
          if (!closed) yield* sound.read(request, signal);
        },
      };
    },
  },
  {
    what: 'puts values into its errors',
    caughtBy: 'silence',
    make: ({ fixture }) => ({
      request: (request) => {
        const { predicate } = request;
        if (predicate.kind !== 'compare' || typeof predicate.value !== 'string') return request;
        if (typesIn(fixture).get(predicate.field) === 'int') throw wrongValue(predicate.value);
        return request;
      },
    }),
  },
  { what: 'puts values into its preview', caughtBy: 'silence', make: () => ({ preview: (request: Request) => JSON.stringify(request) }) },
  {
    what: 'logs its requests',
    caughtBy: 'silence',
    make: ({ log }) => ({
      request: (request) => {
        log(JSON.stringify(request));
        return request;
      },
    }),
  },
  { what: 'fails its check when healthy', caughtBy: 'check', make: () => ({ check: () => [step('read', false)] }) },
  { what: 'checks in another order', caughtBy: 'check', make: () => ({ check: () => [step('read', true), step('connection', true)] }) },
  { what: 'checks nothing', caughtBy: 'check', make: () => ({ check: () => [] }) },
  {
    what: 'negotiates more than it describes',
    caughtBy: 'negotiate',
    make: () => ({
      description: (each) => ({ ...each, capabilities: {} }),
      negotiate: () => ({ limit: true, fields: { id: { operators: ['eq'] } satisfies FieldCapabilities } }),
    }),
  },
  {
    what: 'declares capabilities of unknown fields',
    caughtBy: 'describe',
    make: () => ({ description: (each) => ({ ...each, capabilities: { fields: { ghost: { sortable: true } } } }) }),
  },
];

function step(name: CheckStep['step'], ok: boolean): CheckStep {
  return { step: name, ok };
}

function wrongValue(value: unknown): SourceError {
  return new SourceError('UNSUPPORTED', `cannot compare with ${JSON.stringify(value)}`);
}

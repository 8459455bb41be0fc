/** Merges sorted streams of batches, none of them empty, into one sorted stream, holding one batch of each. Closes the streams when the consumer stops. */
export async function* mergeSorted<T>(
  streams: readonly AsyncGenerator<readonly T[], void, undefined>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T, void, undefined> {
  const heads: { stream: AsyncGenerator<readonly T[], void, undefined>; batch: readonly T[]; at: number }[] = [];
  try {
    await Promise.all(
      streams.map(async (stream) => {
        const first = await stream.next();
        if (!first.done) heads.push({ stream, batch: first.value, at: 0 });
      }),
    );
    while (heads.length > 0) {
      let least = heads[0];
      for (const head of heads) if (least && compare(head.batch[head.at] as T, least.batch[least.at] as T) < 0) least = head;
      if (!least) return;
      yield least.batch[least.at] as T;
      least.at += 1;
      if (least.at < least.batch.length) continue;
      const next = await least.stream.next();
      if (next.done) heads.splice(heads.indexOf(least), 1);
      else {
        least.batch = next.value;
        least.at = 0;
      }
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return()));
  }
}

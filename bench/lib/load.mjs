import { Client } from 'undici';

/** Asks once and gives status and body. */
export async function ask(origin, request) {
  const client = new Client(origin, { bodyTimeout: 60_000, headersTimeout: 60_000 });
  try {
    const { statusCode, body } = await client.request(request);
    return { status: statusCode, text: await body.text() };
  } finally {
    await client.close();
  }
}

/** Resolves with the status and size of the answer; the body is counted, not kept. */
function send(client, request) {
  return new Promise((resolve, reject) => {
    let status = 0;
    let bytes = 0;
    client.dispatch(request, {
      onConnect() {},
      onHeaders(code) {
        status = code;
        return true;
      },
      onData(chunk) {
        bytes += chunk.length;
        return true;
      },
      onComplete() {
        resolve({ status, bytes });
      },
      onError: reject,
    });
  });
}

/**
 * Sends a fixed number of requests over a fixed number of connections, each the next as soon as the last is answered.
 * `requests` are taken in turn. Every answer must have status 200 and the size that it had before the measurement.
 */
export async function load({ origin, requests, sizes, count, connections, from = 0 }) {
  const clients = Array.from({ length: connections }, () => new Client(origin, { bodyTimeout: 120_000, headersTimeout: 120_000 }));
  const times = new Float64Array(count);
  let next = 0;
  const worker = async (client) => {
    while (next < count) {
      const place = next;
      next += 1;
      const which = (from + place) % requests.length;
      const began = performance.now();
      const { status, bytes } = await send(client, requests[which]);
      times[place] = performance.now() - began;
      if (status !== 200 || bytes !== sizes[which]) throw new Error(`status ${status}, ${bytes} bytes where ${sizes[which]} were expected`);
    }
  };
  const began = performance.now();
  try {
    await Promise.all(clients.map(worker));
  } finally {
    await Promise.all(clients.map((client) => client.destroy()));
  }
  return { seconds: (performance.now() - began) / 1000, times };
}

/** The value below which a share of the sorted times lies. */
export const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

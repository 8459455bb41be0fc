// The REST upstream: a platform with lists, single records and a batch look-up. Answers are made once and kept, so that what is
// measured is the client. `GET /reads` tells how many requests came (itself not counted).
import { createServer } from 'node:http';
import { building, CONTROLLERS_PER_DIVISION, compound, controller, DIVISIONS, deviceState } from '../lib/data.mjs';

const KEPT = 20_000;
const bodies = new Map();
let reads = 0;

const controllers = Array.from({ length: DIVISIONS * CONTROLLERS_PER_DIVISION }, (_, number) => controller(number));

/** `GET /controllers?streetCode=&sort=ctrlCode&offset=&limit=` */
function listControllers(query) {
  const street = query.get('streetCode');
  const codes = query.get('codes')?.split(',');
  let rows = street === null ? controllers : controllers.filter((row) => row.streetCode === street);
  if (codes) rows = rows.filter((row) => codes.includes(row.ctrlCode));
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 20);
  return { total: rows.length, rows: rows.slice(offset, offset + limit) };
}

const numberOf = (code, letter) => {
  const number = code.startsWith(letter) ? Number(code.slice(1)) : Number.NaN;
  return Number.isInteger(number) && number < controllers.length ? number : undefined;
};

function batch(query, one) {
  const rows = (query.get('codes') ?? '').split(',').map(one).filter(Boolean);
  return { total: rows.length, rows };
}

/** The answer to a path, or undefined where there is none. */
function answer(url) {
  const { pathname, searchParams } = new URL(url, 'http://upstream');
  if (pathname === '/controllers') return listControllers(searchParams);
  if (pathname === '/compounds') {
    return batch(searchParams, (code) => {
      const number = numberOf(code, 'X');
      return number === undefined ? undefined : compound(number);
    });
  }
  if (pathname === '/states') return batch(searchParams, (code) => (/^\d{20}$/.test(code) ? deviceState(code) : undefined));
  const [, code] = /^\/buildings\/([^/]+)$/.exec(pathname) ?? [];
  const number = code === undefined ? undefined : numberOf(code, 'B');
  return number === undefined ? undefined : building(number);
}

function bodyOf(url) {
  const kept = bodies.get(url);
  if (kept) return kept;
  const data = answer(url);
  const body = Buffer.from(JSON.stringify(data ?? { message: 'no such record' }));
  const made = { status: data ? 200 : 404, headers: { 'content-type': 'application/json', 'content-length': body.length }, body };
  if (bodies.size < KEPT) bodies.set(url, made);
  return made;
}

const server = createServer((request, response) => {
  if (request.url === '/reads') {
    response.end(String(reads));
    return;
  }
  reads += 1;
  const { status, headers, body } = bodyOf(request.url);
  response.sendDate = false;
  response.writeHead(status, headers);
  response.end(body);
});
server.keepAliveTimeout = 600_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bench = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const post = (path, data) => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(data)),
});
const graphql = (_name, query, variables) => post('/graphql', { query, variables });

/** Civigraph as a checkout has it. */
export const civigraphAt = (name, title, checkout) => ({
  name,
  title,
  script: join(checkout, 'dist/src/main.js'),
  cwd: checkout,
  environment: (database) => ({
    CIVIGRAPH_CONFIG: bench('civigraph/civigraph.yaml'),
    CIVIGRAPH_LOG_LEVEL: 'warn',
    CIVIGRAPH_STORE: bench('results/store'),
    BENCH_HOST: database.host,
    BENCH_PORT: String(database.port),
    BENCH_USER: database.user,
    BENCH_PASSWORD: database.password,
    BENCH_DATABASE: database.database,
  }),
  request: graphql,
});

/** The contenders: how they are started and how they are asked. `checkout` is the Civigraph to measure. */
export const contendersOf = (checkout) => [
  {
    name: 'handmade',
    title: 'handmade (no GraphQL)',
    script: bench('handmade/server.mjs'),
    request: (name, _query, variables) => ({ method: 'GET', path: `/${name}?${new URLSearchParams(variables)}` }),
  },
  { name: 'baseline', title: 'baseline (Apollo, Express, TypeGraphQL)', script: bench('baseline/server.mjs'), request: graphql },
  civigraphAt('civigraph', '**Civigraph**', checkout),
  { name: 'mercurius', title: 'Mercurius + JIT', script: bench('peers/mercurius.mjs'), request: graphql },
  { name: 'yoga', title: 'GraphQL Yoga', script: bench('peers/yoga.mjs'), request: graphql },
];

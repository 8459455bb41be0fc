// The layer table of docs/architecture.md as rules. A layer may import itself and the layers it names.
const layers = {
  'src/base': [],
  'src/contract': ['src/base'],
  'src/rows': ['src/base', 'src/contract'],
  schema: ['src/base', 'src/contract'],
  'src/model': ['src/base', 'src/contract'],
  'src/catalog': ['src/base', 'src/contract', 'src/rows', 'src/model'],
  'src/guard': ['src/base', 'src/contract', 'src/model'],
  'connectors/kit': ['src/base', 'src/contract', 'src/rows'],
  'src/plan': ['src/base', 'src/contract', 'src/rows', 'src/model', 'src/catalog', 'src/guard'],
  'src/execute': ['src/base', 'src/contract', 'src/rows', 'src/model', 'src/plan', 'src/catalog', 'src/engine.ts'],
  'src/store': ['src/plan', 'src/base', 'src/contract', 'src/rows', 'src/model', 'src/catalog', 'src/execute'],
  'src/sync': ['src/plan', 'src/base', 'src/contract', 'src/rows', 'src/model', 'src/catalog', 'src/execute', 'src/store'],
  'src/context.ts': ['src/base', 'src/contract', 'src/model', 'src/engine.ts'],
  resolvers: ['schema', 'src/model', 'src/context.ts', 'src/engine.ts'],
  demo: ['src/base'],
};
const ours = '^(src|schema|resolvers|connectors|demo|console)/';
const at = (layer) => `^${layer.replaceAll('.', '\\.')}(/|$)`;
const forbid = (name, from, to) => ({ name, severity: 'error', from, to });
const packages = (name, list, homes) => forbid(name, { path: ours, pathNot: homes.map(at) }, { path: `node_modules/(${list})/` });

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([layer, may]) =>
      forbid(
        `${layer} may import only: ${may.join(', ') || 'itself'}`,
        { path: at(layer) },
        { path: ours, pathNot: [layer, ...may].map(at) },
      ),
    ),
    forbid(
      'a connector knows only itself, the kit, the row algebra and the contract',
      { path: '^connectors/([^/]+)/', pathNot: at('connectors/kit') },
      { path: ours, pathNot: ['^connectors/$1/', ...['connectors/kit', 'src/base', 'src/contract', 'src/rows'].map(at)] },
    ),
    forbid('no cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    packages('clients of foreign systems live in connectors or the store', 'axios|undici|mysql2|pg|libsql|knex', [
      'connectors',
      'src/store',
      'demo',
    ]),
    packages('only the server knows the HTTP layer', '@apollo/server|fastify|@as-integrations', [
      'src/server.ts',
      'src/server',
      'src/main.ts',
      'demo',
    ]),
    packages('decorators belong to schema and resolvers', 'type-graphql', ['schema', 'resolvers']),
    forbid('nothing imports tests or benches', { pathNot: '^(test|bench)/' }, { path: '^(test|bench)/' }),
    forbid('the base and the contract stand on node alone', { path: '^src/(base|contract)/' }, { path: 'node_modules/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};

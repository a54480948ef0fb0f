// What each task runs on the pinned Node, in one table. `build: true` compiles src to dist first when stale.

const dist = (path) => ({ build: true, args: ['--enable-source-maps', `dist/${path}`] });
/**
 * A process that stays: it gives the memory of its start back before it waits for work. Room for young objects, in MB, is
 * CPU: less of what a request leaves is still in use when it is looked through.
 */
const server = (path) => ({
  build: true,
  args: ['--enable-source-maps', '--expose-gc', '--max-semi-space-size=32', `dist/${path}`],
});
/** On the shop that `npm start` runs beside it, where no setting names another. */
const besideShop = (path) => ({
  build: true,
  args: ['--enable-source-maps', '--import', './dist/src/bin/local/beside-shop.js', `dist/${path}`],
});
const tool = (path, ...args) => ({ build: false, args: [`node_modules/${path}`, ...args] });

export const tasks = {
  start: dist('src/bin/local/start.js'),
  'start:api': server('src/bin/api.js'),
  'start:worker': server('src/bin/worker.js'),
  migrate: besideShop('src/bin/migrate.js'),
  replay: dist('src/bin/local/replay.js'),
  reconcile: besideShop('src/bin/reconcile.js'),
  'payment-simulator': dist('src/bin/local/payment-simulator.js'),
  psql: besideShop('src/bin/local/psql.js'),
  jobs: besideShop('src/bin/jobs.js'),
  bench: dist('bench/main.js'),
  'bench:checkout': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'checkout'] },
  'bench:purchase': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'purchase'] },
  'bench:contention': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'contention'] },
  'bench:coupon': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'coupon'] },
  'bench:payments': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'payments'] },
  'bench:cancel': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'cancel'] },
  'bench:reports': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'reports'] },
  'bench:history': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'history'] },
  'bench:delivery': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'delivery'] },
  'bench:publication': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'publication'] },
  'bench:outbox': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'outbox'] },
  'bench:webhooks': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'webhooks'] },
  'bench:catalog': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'catalog'] },
  'bench:catalog-database': {
    ...dist('bench/main.js'),
    args: [...dist('bench/main.js').args, 'catalog-database'],
  },
  'bench:stock-shown': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'stock-shown'] },
  'bench:all-calls': dist('bench/all-calls/main.js'),
  'bench:against': dist('bench/against/main.js'),
  'bench:chaos': { ...dist('bench/main.js'), args: [...dist('bench/main.js').args, 'chaos'] },
  'bench:chaos-payments': {
    ...dist('bench/main.js'),
    args: [...dist('bench/main.js').args, 'chaos-payments'],
  },
  mutate: { build: true, args: ['scripts/mutation/main.mjs'] },
  'fuzz:document': { build: false, args: ['scripts/fuzz-document.mjs'] },
  build: { build: true, args: null },
  // The tests of `npm start` run the compiled processes, hence the build.
  test: { ...tool('vitest/vitest.mjs', 'run'), build: true },
  'test:watch': { ...tool('vitest/vitest.mjs'), build: true },
  'migration:create': tool('@mikro-orm/cli/cli.js', 'migration:create'),
  typecheck: tool('typescript/bin/tsc', '--noEmit', '-p', '.'),
  lint: tool('@biomejs/biome/bin/biome', 'check'),
  format: tool('@biomejs/biome/bin/biome', 'check', '--write'),
};

/** `npm run bench [-- NAME …]`: runs the named benchmarks, or all of them, one after the other. */
const scenarios: Record<string, () => Promise<unknown>> = {
  checkout: () => import('./checkout.ts'),
  contention: () => import('./contention.ts'),
  cancel: () => import('./cancel.ts'),
  purchase: () => import('./purchase.ts'),
  history: () => import('./history.ts'),
  delivery: () => import('./delivery.ts'),
  publication: () => import('./publication.ts'),
  outbox: () => import('./outbox.ts'),
  webhooks: () => import('./webhooks.ts'),
  catalog: () => import('./catalog.ts'),
  'catalog-database': () => import('./catalog-database.ts'),
  'stock-shown': () => import('./stock-shown.ts'),
  chaos: () => import('./chaos.ts'),
  'chaos-payments': () => import('./chaos-payments.ts'),
};

if (process.argv.includes('--help')) {
  console.log(`usage: npm run bench [-- NAME …]; NAME is one of ${Object.keys(scenarios).join(', ')}`);
  process.exit(0);
}
const names = process.argv.slice(2).filter((argument) => Number.isNaN(Number(argument)));
const unknown = names.filter((name) => !(name in scenarios));
if (unknown.length > 0) {
  console.error(
    `holdfast: there is no benchmark ${unknown.join(', ')}; there are ${Object.keys(scenarios).join(', ')}`,
  );
  process.exit(1);
}
for (const name of names.length > 0 ? names : Object.keys(scenarios)) await scenarios[name]?.();

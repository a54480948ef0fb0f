/** What is mutated, and the tests that have to notice: those that run the code in their own process. */
export const parts = {
  'src/batching': ['tests/batching/**', 'tests/orders/**', 'tests/api/orders/**'],
  'src/orders': ['tests/orders/**', 'tests/api/orders/**', 'tests/api/order-page/order-page.test.ts'],
  'src/order-life': ['tests/order-life/**'],
  // Not compile-errors: mutated code is not typed.
  'src/jobs': [
    'tests/jobs/{availability,declarations,failure}.test.ts',
    'tests/outbox/**',
    'tests/workers/**',
  ],
  'src/outbox': ['tests/outbox/**', 'tests/workers/**'],
  'src/accounts': ['tests/accounts/**', 'tests/api/accounts/**', 'tests/api/admin/session.test.ts'],
  'src/api/plugins': ['tests/api/access.test.ts', 'tests/api/http/**', 'tests/api/plugins/**'],
};

import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listProducts } from '../../src/catalog/list-products.ts';
import { createWordMemory, OFTEN } from '../../src/catalog/search/word-memory.ts';
import { createPool } from '../../src/database/connections.ts';
import { type Database, openDatabase } from '../setup/api.ts';

let shop: Database;
/** One connection as those of the API are. */
let pool: Pool;
beforeAll(async () => {
  shop = await openDatabase();
  pool = createPool(shop.url, { applicationName: 'covered', max: 1, session: { enable_seqscan: 'off' } });
  await shop.product({ name: 'Enamelled kettles', sku: 'A-1' });
  await shop.product({ name: 'Enamelled kettle', sku: 'A-2' });
  await shop.product({ name: 'Enamelled pot', sku: 'KETTLES' });
});
afterAll(async () => {
  await pool.end();
  await shop.close();
});

test.each([undefined, 'price_asc'] as const)(
  'a word that is asked for often is looked for by its stem where that finds the same (sort: %s)',
  async (sort) => {
    const memory = createWordMemory();
    memory.forget(true);
    const asked = vi.spyOn(pool, 'query');
    const search = async () => {
      asked.mockClear();
      const query = { q: 'enamelled kettles', limit: 20, ...(sort && { sort }) };
      const { items } = await listProducts(pool, query, memory.ofOneSearch());
      const looks = asked.mock.calls.flatMap(([query]) => (query as { values?: unknown[] }).values ?? []);
      return { skus: items.map(({ sku }) => sku), looks };
    };
    try {
      const first = await search();
      expect([...first.skus].sort()).toEqual(['A-1', 'A-2', 'KETTLES']);
      let last = first;
      for (let n = 0; n < OFTEN + 1; n++) last = await search();
      // An SKU has the second word without its stem.
      expect(last.looks).toContain("('enamel') & ('kettles' | 'kettl')");
      expect(last.skus).toEqual(first.skus);
    } finally {
      asked.mockRestore();
    }
  },
);

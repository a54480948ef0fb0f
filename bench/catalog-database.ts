import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { createProductFinder } from '../src/catalog/find-product.ts';
import { productSorts } from '../src/catalog/list-position.ts';
import { listProducts } from '../src/catalog/list-products.ts';
import type { ProductQuery } from '../src/catalog/product-query.ts';
import { createWordMemory } from '../src/catalog/search/word-memory.ts';
import { ormOptions } from '../src/database/orm-options.ts';
import { fillCatalog, productId } from './setup/products.ts';
import { openShop } from './setup/shop.ts';

/**
 * What the database asks for each kind of read, without HTTP and without the cache: one after the other, in this
 * process, over one connection as the API opens it. Ratios are to the read of one product by its id, whose
 * rounds lie between those of the others.
 */
const SIZES = [1_000, 1_000_000];
const ROUNDS = 300;
const WARM_UP = 30;
const DEEP_PAGE = 10_000;
const PAGE = 20;

const searches: Record<string, ProductQuery> = {
  'half of all': { q: 'delivered', limit: PAGE },
  'half of all, one category': { q: 'delivered', category: 'garden', limit: PAGE },
  'common word': { q: 'steel', limit: PAGE },
  'an article': { q: 'kettle', limit: PAGE },
  'two words': { q: 'steel kettle', limit: PAGE },
  'rare word': { q: 'komin kettle', limit: PAGE },
  'misspelt word': { q: 'casserolle', limit: PAGE },
  'part of a word': { q: 'asserol', limit: PAGE },
  SKU: { q: 'KET-0000', limit: PAGE },
  'no match': { q: 'zzzzzz', limit: PAGE },
  'half of all, by price': { q: 'delivered', sort: 'price_asc', limit: PAGE },
  'common word, by price': { q: 'steel', sort: 'price_asc', limit: PAGE },
  'an article, by price': { q: 'kettle', sort: 'price_asc', limit: PAGE },
  'an article, newest': { q: 'kettle', sort: 'newest', limit: PAGE },
  'an article, by name': { q: 'kettle', sort: 'name', limit: PAGE },
  'two words, by price': { q: 'steel kettle', sort: 'price_asc', limit: PAGE },
};

/** As the API's, which hears of changes: here are none. */
const memory = createWordMemory();
memory.forget(true);

const shop = await openShop();
const orm = await MikroORM.init(
  ormOptions({ url: shop.databaseUrl, applicationName: 'holdfast-bench', poolMax: 1, avoidTableScans: true }),
);
try {
  const pool: Pool = await orm.em.getConnection().getNativeClient();
  let filled = 0;
  for (const size of SIZES) {
    const began = performance.now();
    await fillCatalog(shop.pool, filled + 1, size);
    filled = size;
    console.log(`\n${size} products, made in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    await measureAll(pool, size);
  }
} finally {
  await orm.close(true);
  await shop.close();
}

async function measureAll(pool: Pool, size: number): Promise<void> {
  const reads = new Map<string, () => Promise<unknown>>();
  let n = 0;
  const find = createProductFinder(pool);
  const byId = () => find(productId(1 + ((n++ * 7_919) % size)));
  for (const sort of productSorts) {
    for (const category of [undefined, 'garden']) {
      const name = `${sort}${category ? ', one category' : ''}`;
      const query = { sort, category, limit: PAGE };
      reads.set(`${name}: page 1`, () => listProducts(pool, query));
      const deep = await cursorOf(pool, query, Math.min(DEEP_PAGE, size / PAGE / 2));
      if (deep)
        reads.set(`${name}: page ${deep.page}`, () => listProducts(pool, { ...query, cursor: deep.cursor }));
    }
  }
  for (const [name, query] of Object.entries(searches)) {
    reads.set(`search, ${name}`, () => listProducts(pool, query, memory.ofOneSearch()));
  }
  const reference = await measure(byId);
  console.log(line('one product by id', reference, reference));
  for (const [name, read] of reads) {
    const here = await measure(byId);
    console.log(line(name, await measure(read), here));
  }
}

/** The cursor with which a page begins: that of a page that ends with the row before, found by OFFSET. */
async function cursorOf(pool: Pool, query: ProductQuery, page: number) {
  if (query.category !== undefined) page = Math.floor(page / 8);
  if (page < 2) return undefined;
  const by = {
    newest: 'id desc',
    price_asc: 'price, id',
    price_desc: 'price desc, id desc',
    name: 'lower(name), id',
  };
  const { rows } = await pool.query<{ id: string; price: number; name: string }>(
    `select id, price, name from products
      where archived_at is null and ($2::text is null or category_id = (select id from categories where slug = $2))
      order by ${by[query.sort ?? 'newest']} offset $1 limit 1`,
    [(page - 1) * PAGE - 1, query.category ?? null],
  );
  const [row] = rows;
  const { nextCursor } = await listProducts(pool, { ...query, limit: 1 });
  if (!row || nextCursor === null) return undefined;
  const [list] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString()) as [string];
  const value = { newest: null, price_asc: row.price, price_desc: row.price, name: row.name }[
    query.sort ?? 'newest'
  ];
  return { page, cursor: Buffer.from(JSON.stringify([list, value, row.id])).toString('base64url') };
}

interface Figures {
  p50: number;
  p99: number;
}

async function measure(read: () => Promise<unknown>): Promise<Figures> {
  const times: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const began = performance.now();
    await read();
    if (round >= 0) times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(ROUNDS * 0.5)]!, p99: times[Math.floor(ROUNDS * 0.99)]! };
}

function line(name: string, { p50, p99 }: Figures, reference: Figures): string {
  return [
    `  ${name.padEnd(40)}`,
    `p50 ${p50.toFixed(2).padStart(7)} ms, ${(p50 / reference.p50).toFixed(1).padStart(5)} x`,
    `p99 ${p99.toFixed(2).padStart(7)} ms, ${(p99 / reference.p99).toFixed(1).padStart(5)} x`,
  ].join('   ');
}

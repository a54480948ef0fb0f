import { serverPids, startCpu } from './setup/cpu-shares.ts';
import { fillCarts, fillShop, sqlUserId, tokenOf } from './setup/fill.ts';
import { measureCheckouts } from './setup/measure.ts';
import { anyArticle, anyWords, differentSearches, fillCatalog, productId } from './setup/products.ts';
import { startRaw } from './setup/raw.ts';
import { measureReads, type ReadFigures } from './setup/reads.ts';
import { type BenchApi, type BenchShop, openShop } from './setup/shop.ts';

const SIZES = [1_000, 1_000_000];
const connectionsAsked = process.argv.slice(2).map(Number).filter(Boolean);
const CONNECTIONS = connectionsAsked.length > 0 ? connectionsAsked : [1, 64, 256];
/** Of one measurement. Hits and the raw server take turns, so that both have the same machine. */
const SECONDS = 1.5;
const ROUNDS = 2;
/** Of searches, after as long to warm up: words become known, and so does which of them are asked often. */
const SEARCH_SECONDS = 5;
const BUYERS = 30_000;
/** One of them, who orders nothing. */
const ADMINISTRATOR = BUYERS;
const ORDERS_PER_SECOND = 2_000;
const MIX_SECONDS = 5;
const CHANGES = 200;

/** The least that a client needs. What the API sends besides are its security headers, its tag, its request id. */
const BARE = ['content-type', 'content-length'];

/** As in production, behind one proxy: rate limit, security headers, metrics, request ids, log at info. */
const PRODUCTION = { RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'true', LOG_LEVEL: 'info' };

for (const size of SIZES) {
  const shop = await openShop();
  try {
    await fillShop(shop.pool, BUYERS, SIZES[0]!);
    await shop.pool.query(`update users set role = 'ADMIN' where id = ${sqlUserId(String(ADMINISTRATOR))}`);
    if (size > SIZES[0]!) await fillCatalog(shop.pool, SIZES[0]! + 1, size);
    const api = await shop.startApi(PRODUCTION);
    console.log(`\n${size} products`);
    await reads(shop, api, size);
    if (size === SIZES[0]) {
      await mixes(shop, api);
      await news(shop, api);
    }
    await api.stop();
  } finally {
    await shop.close();
  }
}

async function reads(shop: BenchShop, api: BenchApi, size: number): Promise<void> {
  const pids = { API: api.pid, ...(await serverPids(shop)) };
  const list = '/products?limit=20';
  const any = () => Math.floor(Math.random() * size) + 1;
  const cursor = await deepCursor(api, () => ({ price: 100 + (any() % 5_000), id: productId(any()) }));
  const detail = `/products/${productId(size / 2)}`;
  const { headers } = await fetch(api.url + list);
  const conditional = { 'if-none-match': headers.get('etag')! };
  const raw = await startRaw(api.url, [{ path: list }, { path: detail }]);
  const bare = await startRaw(api.url, [{ path: list }, { path: detail }], BARE);
  const rawNotChanged = await startRaw(api.url, [{ path: list, headers: conditional }]);

  for (const connections of CONNECTIONS) {
    const measure = (url: string, path: string | (() => string), more: Record<string, string> = {}) =>
      measureReads(url, path, { connections, seconds: SECONDS, headers: more });
    console.log(`  ${connections} connection(s)`);
    for (const [name, path, more, yardsticks] of [
      ['list hit', list, {}, [raw, bare]],
      ['detail hit', detail, {}, [raw, bare]],
      ['304', list, conditional, [rawNotChanged]],
    ] as const) {
      const theirs: ReadFigures[][] = yardsticks.map(() => []);
      const ours: ReadFigures[] = [];
      await measureReads(api.url, path, { connections, seconds: 1, headers: more });
      for (let round = 0; round < ROUNDS; round++) {
        for (const [n, { url }] of yardsticks.entries()) theirs[n]!.push(await measure(url, path, more));
        ours.push(await measure(api.url, path, more));
      }
      const figures = mean(ours);
      const ratios = theirs.map((reference) => figures.perSecond / mean(reference).perSecond);
      for (const [n, reference] of theirs.entries())
        show(`${name}, node:http${n ? ', bare head' : ''}`, mean(reference));
      show(name, figures, ratios);
    }
    show('miss: any product', await measure(api.url, () => `/products/${productId(any())}`));
    show('deep page', await measure(api.url, () => `/products?sort=price_asc&cursor=${cursor()}`));
    const isLarge = size > SIZES[0]!;
    const words = isLarge ? anyWords : () => `product ${any()}`;
    const search = () => `/products?q=${encodeURIComponent(words())}`;
    const different = `one of ${isLarge ? differentSearches : size}`;
    const searches: [name: string, path: () => string][] = [
      [`search, ${different}`, search],
      [`search by price, ${different}`, () => `${search()}&sort=price_asc`],
    ];
    // A size of page of its own each time, so that none is asked twice in its second.
    const article = () => `/products?q=${anyArticle()}&sort=name&limit=${1 + (any() % 100)}`;
    if (isLarge) searches.push(['search, an article by name', article]);
    for (const [name, path] of searches) {
      const options = { connections, seconds: SEARCH_SECONDS };
      await measureReads(api.url, path, options);
      const cpu = startCpu(pids);
      const figures = await measureReads(api.url, path, options);
      const shares = Object.entries(cpu()).map(
        ([who, ms]) => `${who} ${(ms / SEARCH_SECONDS / figures.perSecond).toFixed(2)}`,
      );
      show(`${name} (CPU ms each: ${shares.join(', ')})`, figures);
    }
  }
  raw.stop();
  bare.stop();
  rawNotChanged.stop();
}

async function mixes(shop: BenchShop, api: BenchApi): Promise<void> {
  const list = '/products?limit=20';
  const readers = () => measureReads(api.url, list, { connections: 64, seconds: MIX_SECONDS });
  const orders = BUYERS / 2;
  const order = (rate?: number) =>
    measureCheckouts([api.url], rate === undefined ? orders : rate * MIX_SECONDS, 128, rate);
  console.log('  together, 64 readers of a list');
  show('readers alone', await readers());

  await fillCarts(shop.pool, orders, 1_000, 2);
  await order();
  await fillCarts(shop.pool, orders, 1_000, 2);
  const alone = await order();
  await fillCarts(shop.pool, orders, 1_000, 2);
  const [beside, placed] = await Promise.all([readers(), order(ORDERS_PER_SECOND)]);
  console.log(`    orders alone: ${alone.ordersPerSecond.toFixed(0)}/s`);
  show(
    `readers while ${placed.ordersPerSecond.toFixed(0)} orders/s are placed (p99 ${placed.p99} ms)`,
    beside,
  );

  const { items } = (await (await fetch(api.url + list)).json()) as { items: { id: string }[] };
  let changes = 0;
  let refused = 0;
  const headers = {
    authorization: `Bearer ${tokenOf(ADMINISTRATOR, 'ADMIN')}`,
    'content-type': 'application/json',
    'x-forwarded-for': '10.1.1.1',
  };
  const administrator = setInterval(() => {
    const url = `${api.url}/products/${items[changes++ % items.length]!.id}`;
    const body = JSON.stringify({ price: 100 + changes });
    void fetch(url, { method: 'PATCH', headers, body }).then(({ ok }) => {
      if (!ok) refused++;
    });
  }, 100);
  const changing = await readers();
  clearInterval(administrator);
  show(`readers while ${(changes - refused) / MIX_SECONDS} prices/s of that list are changed`, changing);
}

/** How long after the answer to a change another process still shows what was before. */
async function news(shop: BenchShop, api: BenchApi): Promise<void> {
  const other = await shop.startApi(PRODUCTION);
  const path = `/products/${productId(1)}`;
  // Of another address for each change: the orders of before have used up what one may ask for.
  const from = (change: number) => ({ 'x-forwarded-for': `10.1.0.${change % 250}` });
  const shown = async (change: number) =>
    ((await (await fetch(other.url + path, { headers: from(change) })).json()) as { price: number }).price;
  const headers = {
    authorization: `Bearer ${tokenOf(ADMINISTRATOR, 'ADMIN')}`,
    'content-type': 'application/json',
  };
  const times: number[] = [];
  for (let change = 1; change <= CHANGES; change++) {
    await shown(change);
    await shown(change);
    const body = JSON.stringify({ price: 1_000 + change });
    const answer = await fetch(api.url + path, {
      method: 'PATCH',
      headers: { ...headers, ...from(change) },
      body,
    });
    if (!answer.ok) throw new Error(`A price was not changed: ${await answer.text()}`);
    const changed = performance.now();
    for (;;) {
      const asked = performance.now();
      if ((await shown(change)) === 1_000 + change) break;
      times[change - 1] = asked - changed;
    }
    times[change - 1] ??= 0;
  }
  await other.stop();
  times.sort((a, b) => a - b);
  const [p50, p99, max] = [0.5, 0.99, 1].map((q) => times[Math.ceil(q * CHANGES) - 1]!.toFixed(1));
  console.log(
    `  last old answer of another process, ${CHANGES} changes: p50 ${p50} ms, p99 ${p99} ms, longest ${max} ms after`,
  );
}

/** Cursors of the list by price, as the API makes them, that end at any product. */
async function deepCursor(api: BenchApi, at: () => { price: number; id: string }): Promise<() => string> {
  const first = (await (await fetch(`${api.url}/products?sort=price_asc`)).json()) as { nextCursor: string };
  const [list] = JSON.parse(Buffer.from(first.nextCursor, 'base64url').toString()) as [string];
  return () => {
    const { price, id } = at();
    return Buffer.from(JSON.stringify([list, price, id])).toString('base64url');
  };
}

function mean(figures: ReadFigures[]): ReadFigures {
  const average = (of: (f: ReadFigures) => number) =>
    figures.reduce((sum, f) => sum + of(f), 0) / figures.length;
  return {
    perSecond: average((f) => f.perSecond),
    p50: average((f) => f.p50),
    p99: average((f) => f.p99),
    refused: average((f) => f.refused),
  };
}

function show(name: string, { perSecond, p50, p99, refused }: ReadFigures, ratios: number[] = []): void {
  const figures = [`${perSecond.toFixed(0).padStart(6)}/s`, `p50 ${p50} ms`, `p99 ${p99} ms`];
  if (refused > 0) figures.push(`${refused} refused`);
  if (ratios.length > 0) figures.push(`${ratios.map((r) => r.toFixed(2)).join(' and ')} x node:http`);
  console.log(`    ${name}: ${figures.join(', ')}`);
}

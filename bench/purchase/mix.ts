import { requestOf } from '../setup/connection.ts';
import { type Call, type OpenLoopFigures, openLoop } from '../setup/open-loop.ts';
import { anyOf, buyerToken, type ShopWindow } from './catalog.ts';
import { cartOf, orderOf, twoOf } from './purchase.ts';

/** Where it ends: one call in a hundred takes longer, counted from the moment at which it was due. */
const P99_MS = 100;
const FIRST_PER_SECOND = 500;
const STEP = 1.25;
const STEP_SECONDS = 5;
/** A browser keeps some of these, a proxy in front of the shop rather more. */
const CONNECTIONS = 256;

/** Parts of a hundred calls: 95 reads, 4 changes of a cart, 1 order. */
const SHARES = [
  ['GET /products', 43],
  ['GET /products/{id}', 44],
  ['GET /products?q=', 3],
  ['GET /cart', 3],
  ['GET /orders', 2],
  ['POST /cart/items', 2],
  ['PUT /cart', 2],
  ['POST /orders', 1],
] as const;
const names = SHARES.flatMap(([name, share]) => Array.from({ length: share }, () => name));

/**
 * Raises the rate until p99 passes 100 ms, once more after a step that did, so that one hiccup ends nothing.
 * @param ordering buyers whose carts are full and who order, each once
 * @param browsing buyers who fill carts and look at them
 */
export async function findLimit(
  url: string,
  windows: readonly ShopWindow[],
  ordering: readonly number[],
  browsing: readonly number[],
): Promise<{ held: number; passed: number }> {
  let nextOrder = 0;
  const nextCall = () =>
    callOf(anyOf(names), windows, browsing, () => ordering[nextOrder++ % ordering.length]!);
  let held = 0;
  let failures = 0;
  for (let perSecond = FIRST_PER_SECOND; ; ) {
    const figures = await openLoop(
      url,
      { perSecond, seconds: STEP_SECONDS, connections: CONNECTIONS },
      nextCall,
    );
    show(perSecond, figures);
    if (figures.fellBehind || figures.all.quantile(0.99) > P99_MS) {
      if (++failures === 2) return { held, passed: perSecond };
      continue;
    }
    failures = 0;
    held = perSecond;
    perSecond = Math.round(perSecond * STEP);
  }
}

function callOf(
  name: (typeof names)[number],
  windows: readonly ShopWindow[],
  browsing: readonly number[],
  nextOrdering: () => number,
): Call {
  const { path, productIds } = anyOf(windows);
  const buyer = anyOf(browsing);
  const token = buyerToken(buyer);
  const call = (status: number, request: string): Call => ({ name, status, request });
  switch (name) {
    case 'GET /products':
      return call(200, requestOf('GET', path));
    case 'GET /products/{id}':
      return call(200, requestOf('GET', `/products/${anyOf(productIds)}`));
    case 'GET /products?q=':
      return call(200, requestOf('GET', `/products?q=product%20${Math.floor(Math.random() * 10_000)}`));
    case 'GET /cart':
      return call(200, requestOf('GET', '/cart', { token }));
    case 'GET /orders':
      return call(200, requestOf('GET', '/orders', { token }));
    case 'POST /cart/items':
      return call(201, additionOf(buyer, anyOf(productIds)));
    case 'PUT /cart':
      return call(200, cartOf(buyer, twoOf(productIds)));
    case 'POST /orders':
      return call(201, orderOf(nextOrdering()));
  }
}

/** One unit more of a product. */
export function additionOf(buyer: number, productId: string): string {
  return requestOf('POST', '/cart/items', { token: buyerToken(buyer), body: { productId, quantity: 1 } });
}

function show(perSecond: number, { all, byName, refused, fellBehind, ...figures }: OpenLoopFigures): void {
  const said = [...refused].map(([what, count]) => `${count} x ${what}`);
  console.log(
    `  due ${perSecond}/s: answered ${figures.perSecond.toFixed(0)}/s, ${all}${fellBehind ? ', fell behind' : ''}, refused ${said.join(', ') || 'none'}`,
  );
  const p99s = SHARES.flatMap(([name]) => {
    const latencies = byName.get(name);
    return latencies ? [`${name} ${latencies.quantile(0.99).toFixed(0)}`] : [];
  });
  console.log(`    p99 in ms: ${p99s.join(', ')}`);
}

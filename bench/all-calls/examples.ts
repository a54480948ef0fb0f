import { randomUUID } from 'node:crypto';
import { type RequestParts, requestOf } from '../setup/connection.ts';
import { fillCarts, sqlUserId, userId } from '../setup/fill.ts';
import { productId } from '../setup/products.ts';
import { bookExamples } from './book-examples.ts';
import { costExamples } from './cost-examples.ts';
import {
  any,
  anyBuyer,
  anyProduct,
  BUYERS,
  buyerToken,
  type Example,
  type Examples,
  FEW,
  LASTING_PRODUCTS,
  type Measured,
  PASSWORD,
  PRODUCTS,
} from './example.ts';
import { lifeExamples } from './life-examples.ts';
import { paymentExamples } from './payment-examples.ts';
import { peopleExamples } from './people-examples.ts';
import { staffExamples } from './staff-examples.ts';
import { webhookExamples } from './webhook-examples.ts';

/** Prices that are changed in one call. */
const PRICES = 50;
/** Logins whose tokens are exchanged, and ended. */
const LOGINS = 10_000;

/** One way to call each operation of the OpenAPI document, or several, by `operationId`, in the order of measurement. */
export function examplesFor(measured: Measured): Examples {
  const { pool, token: admin } = measured;
  const bare = (method: string, path: string): Example[] => [{ request: () => requestOf(method, path) }];
  const byBuyer = (method: string, path: string, body?: () => unknown): Example[] => [
    { request: () => requestOf(method, path, { token: buyerToken(anyBuyer()), body: body?.() }) },
  ];
  const byAdmin = (method: string, path: () => string, parts?: (n: number) => RequestParts): Example[] => [
    { request: (n) => requestOf(method, path(), { token: admin, ...parts?.(n) }) },
  ];
  let fresh = 0;
  let accounts = 0;
  let archived = PRODUCTS;
  let orders: { id: string; buyer: number }[] = [];
  let lines: { id: string; buyer: number }[] = [];
  const refreshTokens = Array.from({ length: LOGINS }, (_, n) => `bench-${n}`.padEnd(43, '-'));
  const startLogins = async () => {
    await pool.query(
      `insert into refresh_tokens (id, user_id, family_id, token_hash, expires_at)
       select gen_random_uuid(), ${sqlUserId('n')}, gen_random_uuid(), sha256(convert_to(token, 'UTF8')), now() + interval '1 day'
         from unnest($1::text[]) with ordinality t (token, n)`,
      [refreshTokens],
    );
    return undefined;
  };
  const fullCarts = async () => {
    await fillCarts(pool, BUYERS - 1, LASTING_PRODUCTS, 2);
    return BUYERS - 1;
  };
  const readLines = async () => {
    await fullCarts();
    lines = (await pool.query(`select id, ${buyerOf('user_id')} as buyer from cart_items`)).rows;
    return lines.length;
  };
  const product = (n: number) => ({
    sku: `NEW-${n}`,
    name: `New ${n}`,
    category: 'Category 1',
    price: 100 + n,
  });
  const item = () => ({ productId: anyProduct(), quantity: 1 });
  const account = (email: string) => ({ email, password: PASSWORD });

  return {
    getHealth: bare('GET', '/healthz'),
    getReadiness: bare('GET', '/readyz'),
    getMetrics: bare('GET', '/metrics'),
    listProblemTypes: bare('GET', '/problems'),
    getProblemType: bare('GET', '/problems/not_found'),

    listProducts: [
      ...bare('GET', '/products').map((one) => ({ ...one, variant: 'hit' })),
      {
        variant: 'any page',
        request: () => requestOf('GET', `/products?category=category%20${1 + any(8)}&limit=${1 + any(100)}`),
      },
      { variant: 'q', request: () => requestOf('GET', `/products?q=product%20${any(LASTING_PRODUCTS)}`) },
    ],
    getProduct: [
      { variant: 'hit', request: () => requestOf('GET', `/products/${productId(1)}`) },
      { variant: 'any', request: () => requestOf('GET', `/products/${anyProduct()}`) },
    ],
    listCategories: bare('GET', '/categories'),
    createProduct: byAdmin(
      'POST',
      () => '/products',
      () => ({ body: { ...product(fresh++), stockQuantity: 5 } }),
    ),
    replaceProduct: byAdmin(
      'PUT',
      () => `/products/${anyProduct()}`,
      () => {
        const n = fresh++;
        return { body: { ...product(n), sku: `PUT-${n}` } };
      },
    ),
    updateProduct: byAdmin(
      'PATCH',
      () => `/products/${anyProduct()}`,
      (n) => ({ body: { price: 100 + (n % 900) } }),
    ),
    changePrices: byAdmin(
      'PATCH',
      () => '/prices',
      (n) => {
        const first = any(LASTING_PRODUCTS - PRICES);
        const items = Array.from({ length: PRICES }, (_, i) => ({
          id: productId(1 + first + i),
          price: 100 + ((n + i) % 900),
        }));
        return { body: { items } };
      },
    ),
    adjustStock: byAdmin(
      'POST',
      () => `/products/${anyProduct()}/stock-adjustments`,
      () => ({
        body: { delta: 1, reason: 'counted' },
      }),
    ),
    archiveProduct: [
      {
        prepare: async () => archived - LASTING_PRODUCTS,
        request: () => requestOf('DELETE', `/products/${productId(archived--)}`, { token: admin }),
      },
    ],
    listStockMovements: byAdmin('GET', () => `/products/${anyProduct()}/stock-movements`),

    getCart: [{ ...byBuyer('GET', '/cart')[0]!, prepare: () => fullCarts().then(() => undefined) }],
    addCartItem: byBuyer('POST', '/cart/items', item),
    replaceCart: byBuyer('PUT', '/cart', () => ({ items: [item(), item()] })),
    updateCartItem: [
      {
        prepare: () => readLines().then(() => undefined),
        request: (n) => {
          const { id, buyer } = lines[n % lines.length]!;
          return requestOf('PATCH', `/cart/items/${id}`, {
            token: buyerToken(buyer),
            body: { quantity: 1 + any(9) },
          });
        },
      },
    ],
    removeCartItem: [
      {
        prepare: readLines,
        request: () => {
          const { id, buyer } = lines.pop()!;
          return requestOf('DELETE', `/cart/items/${id}`, { token: buyerToken(buyer) });
        },
      },
    ],
    emptyCart: [
      { prepare: fullCarts, request: (n) => requestOf('DELETE', '/cart', { token: buyerToken(n + 1) }) },
    ],

    placeOrder: [
      {
        prepare: fullCarts,
        request: (n) => requestOf('POST', '/orders', { token: buyerToken(n + 1), key: randomUUID() }),
      },
    ],
    getOrder: [
      {
        prepare: async () => {
          const newest = `select id, ${buyerOf('user_id')} as buyer from orders order by created_at desc limit 10000`;
          orders = (await pool.query(newest)).rows;
          return undefined;
        },
        request: () => {
          const { id, buyer } = orders[any(orders.length)]!;
          return requestOf('GET', `/orders/${id}`, { token: buyerToken(buyer) });
        },
      },
    ],
    listOrders: [
      { ...byBuyer('GET', '/orders')[0]!, variant: 'own' },
      { ...byAdmin('GET', () => '/orders')[0]!, variant: 'all' },
    ],

    register: [
      {
        prepare: async () => FEW,
        request: () => {
          const email = `new${accounts++}@bench.example`;
          return requestOf('POST', '/register', { body: { ...account(email), name: 'Buyer' } });
        },
      },
    ],
    // The account was made by the first registration.
    login: [
      {
        prepare: async () => FEW,
        request: () => requestOf('POST', '/login', { body: account('new0@bench.example') }),
      },
    ],
    refreshTokens: [
      {
        prepare: startLogins,
        request: () => requestOf('POST', '/token/refresh', { body: { refreshToken: refreshTokens.pop() } }),
        onAnswer: ({ status, body }) => {
          if (status === 200) refreshTokens.push((JSON.parse(body) as { refreshToken: string }).refreshToken);
        },
      },
    ],
    logout: [
      {
        prepare: async () => refreshTokens.length,
        request: () => requestOf('POST', '/logout', { body: { refreshToken: refreshTokens.pop() } }),
      },
    ],
    getMe: byBuyer('GET', '/me'),

    ...lifeExamples(measured),
    listCustomers: byAdmin('GET', () => '/customers'),
    getCustomer: byAdmin('GET', () => `/customers/${userId(anyBuyer())}`),
    ...bookExamples(measured),
    ...paymentExamples(measured),
    ...webhookExamples(measured),
    ...peopleExamples(measured),
    ...staffExamples(measured),
    ...costExamples(measured),
  };
}

/** The number of a bench user, from the id that was made of it. */
const buyerOf = (id: string) => `('x' || right(${id}::text, 8))::bit(32)::int`;

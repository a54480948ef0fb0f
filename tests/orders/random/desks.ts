import type { Deferred } from '../../../src/batching/deferred.ts';
import { createPool } from '../../../src/database/connections.ts';
import { checkoutTimeouts, createCheckoutPool } from '../../../src/orders/checkout-pool.ts';
import type { PlaceOrderOutcome } from '../../../src/orders/outcome.ts';
import { placeOrders } from '../../../src/orders/place-orders.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { type Answer, type Caller, callerOf } from '../../setup/caller.ts';
import { commandOf } from '../../setup/orders.ts';
import { insertProduct, insertUser, type ProductRecord } from '../../setup/records.ts';
import { forgeToken } from '../../setup/tokens.ts';
import { perform } from './life-operations.ts';
import { type CheckoutWish, type Operation, type ProductStart, USERS } from './operations.ts';
import type { Reply } from './shop-model.ts';

/** What became of a checkout, however it was asked for. */
export type Outcome = { kind: string; orderId?: string; body?: string; items?: ShortItem[] };
type ShortItem = { productId: string; requested: number; available: number };

/** A fresh set of customers and products, and the ways to do something with them. */
export interface Desks {
  users: string[];
  products: ProductRecord[];
  admin: string;
  /** @param versionOf what the caller believes to be a product's version */
  reply(
    operation: Exclude<Operation, { op: 'checkout' }>,
    versionOf: (product: number) => Promise<number> | number,
  ): Promise<Reply>;
  checkout(operation: Extract<Operation, { op: 'checkout' }>): Promise<Outcome[]>;
}

export interface RandomShop extends Shop {
  /** Customers and products that no other run has seen. */
  open(products: ProductStart[]): Promise<Desks>;
}

/** One shop for all runs of a property; each run brings its own customers and products. */
export async function openRandomShop(): Promise<RandomShop> {
  const shop = await openShop();
  const pools = [
    createPool(shop.url, { applicationName: 'desk', max: 8 }),
    // There is no queue here to which those who wait too long for a lock could go back.
    createCheckoutPool(shop.url, 8, { ...checkoutTimeouts, lockMs: checkoutTimeouts.statementMs }),
  ];
  return {
    ...shop,
    async open(starts) {
      const users: string[] = [];
      for (let n = 0; n < USERS; n++) users.push(await insertUser(shop.pool));
      const products: ProductRecord[] = [];
      for (const start of starts) products.push(await insertProduct(shop.pool, start));
      const callers = users.map((id) => callerOf(shop.send, id, forgeToken({ id, role: 'CUSTOMER' })));
      return {
        users,
        products,
        admin: shop.admin.id,
        reply: async (operation, versionOf) => {
          if (operation.op === 'life') return { status: 0, code: await perform(shop.pool, users, operation) };
          if (operation.op === 'expire-keys') {
            await shop.pool.query(
              `update idempotency_keys set expires_at = now() - interval '1 s' where user_id = $1`,
              [users[operation.user]],
            );
            return { status: 0, code: undefined };
          }
          const answer =
            'user' in operation
              ? await changeCart(callers[operation.user]!, operation, products)
              : await changeProduct(shop.admin, operation, products, versionOf);
          return { status: answer.status, code: answer.body?.code };
        },
        checkout: async ({ desk, commands }) => {
          if (desk === 'http')
            return Promise.all(commands.map((command) => order(callers[command.user]!, command)));
          const list = commands.map(({ user, key, content }) => commandOf(users[user]!, key, content));
          return (await placeOrders(pools[desk]!, list)).map(plain);
        },
      };
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.end()));
      await shop.close();
    },
  };
}

type CartChange = Extract<Operation, { op: 'add' | 'replace' | 'set-quantity' | 'remove' | 'empty' }>;
type CatalogChange = Extract<Operation, { op: 'change' | 'set-stock' | 'adjust' | 'archive' }>;

async function changeCart(caller: Caller, operation: CartChange, products: ProductRecord[]): Promise<Answer> {
  const wish = (w: { product: number; quantity: number }) => ({
    productId: products[w.product]!.id,
    quantity: w.quantity,
  });
  switch (operation.op) {
    case 'add':
      return caller.post('/cart/items', wish(operation));
    case 'replace':
      return caller.put('/cart', { items: operation.wishes.map(wish) });
    case 'empty':
      return caller.delete('/cart');
  }
  const line = (await caller.get('/cart')).body.items[operation.line];
  // A line that was never there, where the cart is shorter.
  const url = `/cart/items/${line?.id ?? caller.id}`;
  return operation.op === 'remove' ? caller.delete(url) : caller.patch(url, { quantity: operation.quantity });
}

async function changeProduct(
  admin: Caller,
  operation: CatalogChange,
  products: ProductRecord[],
  versionOf: (product: number) => Promise<number> | number,
): Promise<Answer> {
  const url = `/products/${products[operation.product]!.id}`;
  switch (operation.op) {
    case 'change':
      return admin.patch(url, operation.fields);
    case 'adjust':
      return admin.post(`${url}/stock-adjustments`, { delta: operation.delta, reason: 'Counted' });
    case 'archive':
      return admin.delete(url);
  }
  const version = (await versionOf(operation.product)) + (operation.stale ? 1_000 : 0);
  return admin.patch(url, { stockQuantity: operation.stock }, { 'if-match': `"${version}"` });
}

async function order(caller: Caller, { key }: CheckoutWish): Promise<Outcome> {
  const answer = await caller.post('/orders', undefined, key === undefined ? {} : { 'idempotency-key': key });
  if (answer.status !== 201) return { kind: answer.body.code, items: answer.body.items };
  const kind = answer.headers['idempotent-replayed'] === 'true' ? 'replayed' : 'placed';
  return { kind, orderId: answer.body.id, body: answer.text };
}

function plain(outcome: PlaceOrderOutcome | Deferred): Outcome {
  switch (outcome.kind) {
    case 'placed':
    case 'replayed':
      return { kind: outcome.kind, orderId: outcome.orderId, body: outcome.body };
    case 'insufficient_stock':
      return { kind: outcome.kind, items: outcome.items };
    case 'failed':
      throw outcome.error;
    default:
      return { kind: outcome.kind };
  }
}

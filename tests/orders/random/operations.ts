import fc from 'fast-check';
import { limits } from '../../../src/limits.ts';
import { type LifeOperation, life } from './life-operations.ts';

/** Customers and products of one random shop, named by their number. Few, so that they meet all the time. */
export const USERS = 3;
export const PRODUCTS = 3;

export interface Wish {
  product: number;
  quantity: number;
}

export interface CheckoutWish {
  user: number;
  key: string | undefined;
  /** What the request says: the same key with another content is another request. */
  content: string;
}

/** Something that happens in a shop. Lines are named by their place in the cart. */
export type Operation =
  | ({ op: 'add'; user: number } & Wish)
  | { op: 'replace'; user: number; wishes: Wish[] }
  | { op: 'set-quantity'; user: number; line: number; quantity: number }
  | { op: 'remove'; user: number; line: number }
  | { op: 'empty'; user: number }
  | { op: 'change'; product: number; fields: { price?: number; name?: string; currency?: string } }
  | { op: 'set-stock'; product: number; stock: number; stale: boolean }
  | { op: 'adjust'; product: number; delta: number }
  | { op: 'archive'; product: number }
  | { op: 'expire-keys'; user: number }
  | LifeOperation
  /** One list of commands for placeOrders on one of two pools, or one request each over HTTP. */
  | { op: 'checkout'; desk: 0 | 1 | 'http'; commands: CheckoutWish[] };

export interface ProductStart {
  price: number;
  stock: number;
  currency: string;
}

/** Counterexamples are read by people: objects without a visible __proto__. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });

const user = fc.nat(USERS - 1);
const product = fc.nat(PRODUCTS - 1);
const few = fc.integer({ min: 1, max: 5 });
const quantity = fc.oneof(
  { weight: 20, arbitrary: few },
  { weight: 1, arbitrary: fc.constant(limits.quantity) },
);
const price = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 500 }) },
  { weight: 1, arbitrary: fc.constant(limits.price) },
);
const currency = fc.oneof(
  { weight: 5, arbitrary: fc.constant('GBP') },
  { weight: 1, arbitrary: fc.constant('EUR') },
);
const wish = record({ product, quantity });
const line = fc.nat(PRODUCTS - 1);

const command = record({
  user,
  key: fc.oneof(fc.constant(undefined), fc.constantFrom('a', 'b')),
  content: fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constant('other') },
  ),
});
const checkout = (desk: fc.Arbitrary<0 | 1 | 'http'>) =>
  record({
    op: fc.constant('checkout' as const),
    desk,
    commands: fc.array(command, { minLength: 1, maxLength: 6, size: 'max' }),
  });

const add = record({ op: fc.constant('add' as const), user, product, quantity: few });
const cartChanges: fc.WeightedArbitrary<Operation>[] = [
  {
    weight: 2,
    arbitrary: record({
      op: fc.constant('replace' as const),
      user,
      wishes: fc.array(wish, { maxLength: 4, size: 'max' }),
    }),
  },
  {
    weight: 1,
    arbitrary: record({ op: fc.constant('set-quantity' as const), user, line, quantity }),
  },
  { weight: 1, arbitrary: record({ op: fc.constant('remove' as const), user, line }) },
  { weight: 1, arbitrary: record({ op: fc.constant('empty' as const), user }) },
  { weight: 1, arbitrary: record({ op: fc.constant('add' as const), user, product, quantity }) },
];
const catalogChanges: fc.WeightedArbitrary<Operation>[] = [
  {
    weight: 2,
    arbitrary: record({
      op: fc.constant('change' as const),
      product,
      fields: fc
        .record({ price, name: fc.constantFrom('Cup', 'Mug'), currency }, { requiredKeys: [] })
        // A change of nothing is no request that the API takes.
        .map((fields) => (Object.keys(fields).length === 0 ? { price: 7 } : fields)),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      op: fc.constant('set-stock' as const),
      product,
      stock: fc.nat(12),
      stale: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: record({
      op: fc.constant('adjust' as const),
      product,
      delta: fc.integer({ min: -6, max: 12 }).filter((delta) => delta !== 0),
    }),
  },
  { weight: 1, arbitrary: record({ op: fc.constant('archive' as const), product }) },
];

export const products: fc.Arbitrary<ProductStart[]> = fc.array(
  record({ price, stock: fc.nat(12), currency }),
  { minLength: PRODUCTS, maxLength: PRODUCTS },
);

/** What happens one after the other. */
export const story: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: add },
    ...cartChanges,
    ...catalogChanges,
    { weight: 1, arbitrary: record({ op: fc.constant('expire-keys' as const), user }) },
    { weight: 8, arbitrary: checkout(fc.constantFrom(0 as const, 1 as const)) },
    { weight: 10, arbitrary: life },
  ),
  { minLength: 6, maxLength: 40, size: 'max' },
);

const anyDesk = fc.constantFrom<(0 | 1 | 'http')[]>(0, 1, 'http');

/** What happens at once, group after group. @param onlyAdds carts are never changed but by adding to them */
const groupsOf = (onlyAdds: boolean): fc.Arbitrary<Operation[][]> =>
  fc.array(
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: add },
        ...(onlyAdds ? [] : cartChanges),
        ...catalogChanges,
        {
          weight: 10,
          arbitrary: checkout(anyDesk),
        },
        { weight: 6, arbitrary: life },
      ),
      { minLength: 2, maxLength: 8, size: 'max' },
    ),
    { minLength: 1, maxLength: 6, size: 'max' },
  );

export const groups = fc
  .boolean()
  .chain((onlyAdds) => groupsOf(onlyAdds).map((all) => ({ onlyAdds, groups: all })));

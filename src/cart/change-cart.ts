import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { CartItem, Product, User } from '../entities/index.ts';
import { type Fault, Problem } from '../errors.ts';
import { limits } from '../limits.ts';
import { type CartItemView, viewOfLine } from './read-cart.ts';

const DEADLOCK = '40P01';
const MAX_ATTEMPTS = 5;

export interface WishedItem {
  productId: string;
  quantity: number;
}

/**
 * Adds to a cart; the same product again adds up. Locks the customer's row, so that the cart's bounds hold
 * for requests that come at once, and the line, so that a checkout does not take it away meanwhile.
 *
 * @returns the line as this change left it: the next checkout may have taken it by the time of the answer
 * @throws {Problem} `not_found`, `cart_full`, `currency_mismatch`
 */
export function addToCart(em: EntityManager, userId: string, wish: WishedItem): Promise<CartItemView> {
  return changingCart(em, userId, async (tx, user) => {
    const [product] = await productsForSale(tx, [wish.productId], () => '#/productId');
    const line = await tx.findOne(
      CartItem,
      { user, product: product! },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (line) {
      line.quantity = withinBounds(line.quantity + wish.quantity);
      line.createdAt = new Date();
      return viewOfLine(
        line.id,
        product!,
        line.quantity,
        product!.currency === (await currencyOf(tx, userId)),
      );
    }
    await refuseOtherCurrencies(tx, user, product!);
    if ((await tx.count(CartItem, { user })) >= limits.cartItems) {
      throw new Problem('cart_full', `A cart holds up to ${limits.cartItems} different products`);
    }
    const added = tx.create(CartItem, { user, product: product!, quantity: wish.quantity });
    tx.persist(added);
    return viewOfLine(added.id, product!, wish.quantity);
  });
}

/** Replaces a cart in one go; a product that is named twice adds up. @throws {Problem} as `addToCart` */
export function replaceCart(em: EntityManager, userId: string, wishes: readonly WishedItem[]): Promise<void> {
  return changingCart(em, userId, async (tx, user) => {
    const quantities = new Map<string, number>();
    for (const { productId, quantity } of wishes) {
      quantities.set(productId, withinBounds((quantities.get(productId) ?? 0) + quantity));
    }
    const ids = [...quantities.keys()];
    const products = await productsForSale(
      tx,
      ids,
      (id) => `#/items/${wishes.findIndex((wish) => wish.productId === id)}/productId`,
    );
    if (new Set(products.map((product) => product.currency)).size > 1) throw new Problem('currency_mismatch');
    await clear(tx, user);
    await tx.insertMany(
      CartItem,
      ids.map((id) =>
        tx.create(CartItem, { user, product: id, quantity: quantities.get(id)! }, { persist: false }),
      ),
    );
  });
}

/** @returns the line as this change left it @throws {Problem} `not_found` when it is not in this customer's cart */
export function setQuantity(
  em: EntityManager,
  userId: string,
  lineId: string,
  quantity: number,
): Promise<CartItemView> {
  return em.transactional(async (tx) => {
    const changed = await tx.nativeUpdate(CartItem, { id: lineId, user: userId }, { quantity });
    if (changed === 0) throw noSuchLine();
    const line = await tx.findOneOrFail(CartItem, { id: lineId }, { populate: ['product'] });
    const product = line.product.getEntity();
    return viewOfLine(lineId, product, quantity, product.currency === (await currencyOf(tx, userId)));
  });
}

/** @throws {Problem} `not_found` when the line is not in this customer's cart */
export async function removeFromCart(em: EntityManager, userId: string, lineId: string): Promise<void> {
  if ((await em.nativeDelete(CartItem, { id: lineId, user: userId })) === 0) throw noSuchLine();
}

export function emptyCart(em: EntityManager, userId: string): Promise<void> {
  return changingCart(em, userId, clear);
}

async function clear(tx: EntityManager, user: User): Promise<void> {
  // In one order, so that two who clear the same cart wait for each other instead of deadlocking.
  await tx.execute('select from cart_items where user_id = ? order by id for update', [user.id]);
  await tx.nativeDelete(CartItem, { user });
}

/**
 * One transaction that holds the customer's row. FOR NO KEY UPDATE, as an order that is being written for
 * the customer refers to the row: with FOR UPDATE the two would wait for each other. Should one deadlock
 * with an order that empties the same cart all the same, it is done again.
 */
async function changingCart<T>(
  em: EntityManager,
  userId: string,
  work: (tx: EntityManager, user: User) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await em.fork().transactional(async (tx) => {
        await lockCustomer(tx, userId);
        return work(tx, tx.getReference(User, userId));
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== DEADLOCK || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Any line may have changed its currency since it was added. What has left the shop is in nobody's way. */
async function refuseOtherCurrencies(tx: EntityManager, user: User, product: Product): Promise<void> {
  const other = await tx.findOne(CartItem, {
    user,
    product: { archivedAt: null, currency: { $ne: product.currency } },
  });
  if (other) throw new Problem('currency_mismatch');
}

/** The currency of a cart, as `readCart` has it; undefined where nothing in it is for sale. */
async function currencyOf(tx: EntityManager, userId: string): Promise<string | undefined> {
  const line = await tx.findOne(
    CartItem,
    { user: userId, product: { archivedAt: null } },
    { populate: ['product'], orderBy: { id: 'asc' } },
  );
  return line?.product.getEntity().currency;
}

async function lockCustomer(tx: EntityManager, userId: string): Promise<void> {
  const rows = await tx.execute('select id from users where id = ? for no key update', [userId]);
  if (rows.length === 0) throw new Problem('unauthenticated', 'This account is gone');
}

async function productsForSale(
  tx: EntityManager,
  ids: string[],
  pointerOf: (id: string) => string,
): Promise<Product[]> {
  const products = await tx.find(Product, { id: { $in: ids }, archivedAt: null });
  const found = new Set(products.map((product) => product.id));
  const errors = ids
    .filter((id) => !found.has(id))
    .map((id): Fault => ({ pointer: pointerOf(id), detail: 'no product for sale has this id' }));
  if (errors.length > 0) {
    throw new Problem('not_found', 'There is no such product', {
      extensions: { errors: errors.slice(0, 50) },
    });
  }
  return products;
}

function withinBounds(quantity: number): number {
  if (quantity <= limits.quantity) return quantity;
  throw new Problem('cart_full', `A line holds up to ${limits.quantity} units`);
}

function noSuchLine(): Problem {
  return new Problem('not_found', 'There is no such item in your cart');
}

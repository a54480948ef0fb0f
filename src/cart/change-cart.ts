import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { CartItem, Product, type User } from '../entities/index.ts';
import { limits } from '../limits.ts';
import { CartError } from './cart-error.ts';
import { holdingCart } from './hold-cart.ts';
import { type CartItemView, viewOfLine } from './read-cart.ts';

/** Units of a product that somebody wants. */
export interface WantedItem {
  productId: string;
  quantity: number;
}

/**
 * Adds to a cart; the same product again adds up. Holds the cart, so that its bounds hold for requests that come at
 * once, and locks the line, so that a checkout does not take it away meanwhile.
 *
 * @returns the line as this change left it: the next checkout may have taken it by the time of the answer
 * @throws {CartError} `no_account`, `not_for_sale`, `too_many_products`, `too_many_units`, `other_currency`
 */
export function addToCart(em: EntityManager, userId: string, wanted: WantedItem): Promise<CartItemView> {
  return holdingCart(em, userId, async (tx, user) => {
    const [product] = await productsForSale(tx, [wanted.productId]);
    const line = await tx.findOne(
      CartItem,
      { user, product: product! },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (line) {
      line.quantity = withinBounds(line.quantity + wanted.quantity);
      line.createdAt = new Date();
      return viewOfLine(
        line.id,
        product!,
        line.quantity,
        product!.currency === (await currencyOf(tx, userId)),
      );
    }
    await refuseOtherCurrencies(tx, user, product!);
    if ((await tx.count(CartItem, { user })) >= limits.cartItems) throw new CartError('too_many_products');
    const added = tx.create(CartItem, { user, product: product!, quantity: wanted.quantity });
    tx.persist(added);
    return viewOfLine(added.id, product!, wanted.quantity);
  });
}

/**
 * Replaces a cart in one go; a product that is named twice adds up. Holds the cart and all its lines.
 *
 * @throws {CartError} as `addToCart`
 */
export function replaceCart(em: EntityManager, userId: string, wanted: readonly WantedItem[]): Promise<void> {
  return holdingCart(em, userId, async (tx, user) => {
    const quantities = new Map<string, number>();
    for (const { productId, quantity } of wanted) {
      quantities.set(productId, withinBounds((quantities.get(productId) ?? 0) + quantity));
    }
    const ids = [...quantities.keys()];
    const products = await productsForSale(tx, ids);
    if (new Set(products.map((product) => product.currency)).size > 1) throw new CartError('other_currency');
    await clear(tx, user);
    await tx.insertMany(
      CartItem,
      ids.map((id) =>
        tx.create(CartItem, { user, product: id, quantity: quantities.get(id)! }, { persist: false }),
      ),
    );
  });
}

/** @returns the line as this change left it @throws {CartError} `no_such_item` when it is not in this customer's cart */
export function setQuantity(
  em: EntityManager,
  userId: string,
  lineId: string,
  quantity: number,
): Promise<CartItemView> {
  return em.transactional(async (tx) => {
    const changed = await tx.nativeUpdate(CartItem, { id: lineId, user: userId }, { quantity });
    if (changed === 0) throw new CartError('no_such_item');
    const line = await tx.findOneOrFail(CartItem, { id: lineId }, { populate: ['product'] });
    const product = line.product.getEntity();
    return viewOfLine(lineId, product, quantity, product.currency === (await currencyOf(tx, userId)));
  });
}

/** @throws {CartError} `no_such_item` when the line is not in this customer's cart */
export async function removeFromCart(em: EntityManager, userId: string, lineId: string): Promise<void> {
  if ((await em.nativeDelete(CartItem, { id: lineId, user: userId })) === 0)
    throw new CartError('no_such_item');
}

/** Takes all lines out of a cart. @throws {CartError} `no_account` */
export function emptyCart(em: EntityManager, userId: string): Promise<void> {
  return holdingCart(em, userId, clear);
}

async function clear(tx: EntityManager, user: User): Promise<void> {
  // In the order in which an order takes them out, so that the two wait for each other instead of deadlocking.
  await tx.execute('select from cart_items where user_id = ? order by id for update', [user.id]);
  await tx.nativeDelete(CartItem, { user });
}

/** Any line may have changed its currency since it was added. What has left the shop is in nobody's way. */
async function refuseOtherCurrencies(tx: EntityManager, user: User, product: Product): Promise<void> {
  const other = await tx.findOne(CartItem, {
    user,
    product: { archivedAt: null, currency: { $ne: product.currency } },
  });
  if (other) throw new CartError('other_currency');
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

async function productsForSale(tx: EntityManager, ids: string[]): Promise<Product[]> {
  const products = await tx.find(Product, { id: { $in: ids }, archivedAt: null });
  const found = new Set(products.map((product) => product.id));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0) throw new CartError('not_for_sale', missing);
  return products;
}

function withinBounds(quantity: number): number {
  if (quantity <= limits.quantity) return quantity;
  throw new CartError('too_many_units');
}

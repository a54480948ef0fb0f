import type { ShopProduct } from './prepare-products.ts';

export interface NewPrice {
  id: string;
  /** Pence. */
  price: number;
}

/** Sets prices in the shop, all of them or none. */
export type SetPrices = (prices: NewPrice[]) => Promise<void>;

/** What an order pays for its products. */
export type Prices = Iterable<{ sku: string; price: number }>;

interface Tag {
  id: string;
  price: number;
  /** Settles once the shop charges `price`. */
  set: Promise<void>;
  /** The prices that orders wait for or are being placed at, in the order of the orders. */
  claims: number[];
}

/**
 * What each product costs in the shop. Orders claim prices long before their turn, and a product gets the price of its
 * first claim at once, so that prices seldom keep an order waiting. Whatever is due while the shop is being told waits
 * for the next call, and goes with it.
 */
export class PriceTags {
  readonly #tags: Map<string, Tag>;
  readonly #setPrices: SetPrices;
  #due: Tag[] = [];
  #next = Promise.withResolvers<void>();
  #telling: Promise<void> | undefined;
  changes = 0;

  constructor(products: ReadonlyMap<string, ShopProduct>, setPrices: SetPrices) {
    this.#setPrices = setPrices;
    this.#tags = new Map(
      [...products].map(([sku, { id, price }]) => [sku, { id, price, set: Promise.resolve(), claims: [] }]),
    );
  }

  productIdOf(sku: string): string {
    return this.#tag(sku).id;
  }

  /** The next order, in their order, wants these prices; until `release`, none after it can change them. */
  claim(prices: Prices): void {
    for (const { sku, price } of prices) {
      const tag = this.#tag(sku);
      if (tag.claims.push(price) === 1) this.#follow(tag);
    }
  }

  /** Waits until the shop has prices that were claimed, once no earlier order that wants others is left. */
  async met(prices: Prices): Promise<void> {
    const sets = [...prices].map(({ sku, price }) => {
      const tag = this.#tag(sku);
      if (tag.price !== price) throw new Error(`${sku} is wanted at ${tag.price} first`);
      return tag.set;
    });
    await Promise.all(new Set(sets));
  }

  /** The order that claimed these prices is placed. */
  release(prices: Prices): void {
    for (const { sku } of prices) {
      const tag = this.#tag(sku);
      // Those before it want the same price: one of them is as good as another.
      tag.claims.shift();
      this.#follow(tag);
    }
  }

  /** Waits until nothing is on its way to the shop. */
  async end(): Promise<void> {
    await this.#telling;
  }

  #follow(tag: Tag): void {
    const price = tag.claims[0];
    if (price === undefined || price === tag.price) return;
    Object.assign(tag, { price, set: this.#next.promise });
    this.#due.push(tag);
    this.changes++;
    this.#telling ??= this.#tell();
  }

  async #tell(): Promise<void> {
    // What the same turn brings goes with it.
    await Promise.resolve();
    while (this.#due.length > 0) {
      const [due, told] = [this.#due, this.#next];
      [this.#due, this.#next] = [[], Promise.withResolvers<void>()];
      // Whoever waits for one of them is told.
      told.promise.catch(() => {});
      await this.#setPrices(due.map(({ id, price }) => ({ id, price }))).then(told.resolve, told.reject);
    }
    this.#telling = undefined;
  }

  #tag(sku: string): Tag {
    const tag = this.#tags.get(sku);
    if (!tag) throw new Error(`no product was prepared for ${sku}`);
    return tag;
  }
}

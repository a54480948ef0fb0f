import type { ShopProduct } from './prepare-products.ts';

export interface NewPrice {
  id: string;
  /** Pence. */
  price: number;
}

/** Sets prices in the shop, all of them or none. */
export type SetPrices = (prices: NewPrice[]) => Promise<void>;

interface Tag {
  id: string;
  price: number;
  /** Settles once the shop charges `price`. */
  set: Promise<void>;
}

/** What each product costs in the shop right now. */
export class PriceTags {
  readonly #tags: Map<string, Tag>;
  readonly #setPrices: SetPrices;
  changes = 0;

  constructor(products: ReadonlyMap<string, ShopProduct>, setPrices: SetPrices) {
    this.#setPrices = setPrices;
    this.#tags = new Map(
      [...products].map(([sku, { id, price }]) => [sku, { id, price, set: Promise.resolve() }]),
    );
  }

  productIdOf(sku: string): string {
    return this.#tag(sku).id;
  }

  /**
   * Makes sure that products have these prices; what is different is set together. Whoever calls sees to it that no
   * order under way needs another price; any number of orders may ask for the same.
   */
  async require(items: Iterable<{ sku: string; price: number }>): Promise<void> {
    const wanted = [...items].map(({ sku, price }) => ({ tag: this.#tag(sku), price }));
    const different = wanted.filter(({ tag, price }) => tag.price !== price);
    if (different.length > 0) {
      const set = this.#setPrices(different.map(({ tag: { id }, price }) => ({ id, price })));
      for (const { tag, price } of different) Object.assign(tag, { price, set });
      this.changes += different.length;
    }
    // All of them, so that none is still on its way to the shop when this order has failed.
    const results = await Promise.allSettled(new Set(wanted.map(({ tag }) => tag.set)));
    const fault = results.find((result) => result.status === 'rejected');
    if (fault) throw fault.reason;
  }

  #tag(sku: string): Tag {
    const tag = this.#tags.get(sku);
    if (!tag) throw new Error(`no product was prepared for ${sku}`);
    return tag;
  }
}

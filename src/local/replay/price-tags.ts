import type { ShopProduct } from './prepare-products.ts';

/** Sets a product's price in the shop; in pence. */
export type SetPrice = (productId: string, price: number) => Promise<void>;

interface Tag {
  productId: string;
  price: number;
  /** Settles once the shop charges `price`. */
  set: Promise<void>;
}

/** What each product costs in the shop right now. */
export class PriceTags {
  readonly #tags: Map<string, Tag>;
  readonly #setPrice: SetPrice;
  changes = 0;

  constructor(products: ReadonlyMap<string, ShopProduct>, setPrice: SetPrice) {
    this.#setPrice = setPrice;
    this.#tags = new Map(
      [...products].map(([sku, { id, price }]) => [sku, { productId: id, price, set: Promise.resolve() }]),
    );
  }

  productIdOf(sku: string): string {
    return this.#tag(sku).productId;
  }

  /**
   * Makes sure that a product has this price. Whoever calls sees to it that no order under way needs another
   * one; any number of orders may ask for the same.
   */
  async require(sku: string, price: number): Promise<void> {
    const tag = this.#tag(sku);
    if (tag.price !== price) {
      tag.price = price;
      tag.set = this.#setPrice(tag.productId, price);
      this.changes++;
    }
    await tag.set;
  }

  #tag(sku: string): Tag {
    const tag = this.#tags.get(sku);
    if (!tag) throw new Error(`no product was prepared for ${sku}`);
    return tag;
  }
}

import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Entity, Index, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { Product } from './product.entity.ts';

/**
 * What is searched of a product for sale. Written by triggers on `products`, whoever changes it. A table of its
 * own: a sale writes the product's whole row anew, and this is the larger half of it (docs/decisions.md).
 */
@Entity({ tableName: 'product_search' })
@Index({
  name: 'product_search_title',
  expression: 'create index "product_search_title" on "product_search" using gin ("title")',
})
@Index({
  name: 'product_search_document',
  expression: 'create index "product_search_document" on "product_search" using gin ("document")',
})
@Index({
  name: 'product_search_sku',
  expression: 'create index "product_search_sku" on "product_search" ("sku" collate "C")',
})
@Index({
  name: 'product_search_name',
  expression: 'create index "product_search_name" on "product_search" ("name" collate "C")',
})
@Index({
  name: 'product_search_price',
  expression: 'create index "product_search_price" on "product_search" ("price", "product_id")',
})
@Index({
  name: 'product_search_sku_parts',
  expression: 'create index "product_search_sku_parts" on "product_search" using gin ("sku" gin_trgm_ops)',
})
export class ProductSearch {
  [PrimaryKeyProp]?: 'product';

  @OneToOne(() => Product, { ref: true, primary: true, owner: true, deleteRule: 'cascade' })
  product!: Ref<Product>;

  /** In lower case, for what begins with the words asked for. */
  @Property({ type: 'text' })
  sku!: string;

  @Property({ type: 'text' })
  name!: string;

  /**
   * What lists by name are sorted by, the product's name in lower case, where that is another text than `name`, which is
   * without the signs that no search tells apart. Set by a trigger of this table.
   */
  @Property({ type: 'text', nullable: true })
  listedName?: string | null;

  /** The product's own: what has a word and a price in between are found by two indexes together. */
  @Property({ type: 'integer' })
  price!: number;

  /** Words of SKU and name, and the category's id behind a blank. */
  @Property({ type: 'string', columnType: 'tsvector' })
  title!: string;

  /** Those (weight A), the category's name (B) and the description (C). */
  @Property({ type: 'string', columnType: 'tsvector' })
  document!: string;
}

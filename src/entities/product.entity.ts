import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Category } from './category.entity.ts';
import { timestampColumn, uuidColumn } from './columns.ts';

const forSale = 'where archived_at is null';

/**
 * A product for sale, or one that was (`archivedAt`): rows are never deleted, because orders and the stock
 * ledger refer to them. Every change raises `version`, so that a writer who read an older one notices.
 */
@Entity({ tableName: 'products' })
@Check({ name: 'products_price_range', expression: `price >= 0 and price <= ${limits.price}` })
@Check({
  name: 'products_stock_range',
  expression: `stock_quantity >= 0 and stock_quantity <= ${limits.stock}`,
})
@Check({ name: 'products_weight_range', expression: `weight >= 1 and weight <= ${limits.weight}` })
@Check({
  name: 'products_compare_at_price_range',
  expression: `compare_at_price >= 0 and compare_at_price <= ${limits.price}`,
})
@Check({
  name: 'products_low_stock_range',
  expression: `low_stock_threshold >= 1 and low_stock_threshold <= ${limits.stock}`,
})
@Check({ name: 'products_currency_iso', expression: `currency ~ '^[A-Z]{3}$'` })
@Index({
  name: 'products_sku_unique',
  expression: `create unique index "products_sku_unique" on "products" ("sku") ${forSale}`,
})
@Index({
  name: 'products_list_newest',
  expression: `create index "products_list_newest" on "products" ("id" desc) ${forSale}`,
})
@Index({
  name: 'products_list_price',
  expression: `create index "products_list_price" on "products" ("price", "id") ${forSale}`,
})
@Index({
  name: 'products_list_name',
  expression: `create index "products_list_name" on "products" (lower("name"), "id") ${forSale}`,
})
@Index({
  name: 'products_category_newest',
  expression: `create index "products_category_newest" on "products" ("category_id", "id" desc) ${forSale}`,
})
@Index({
  name: 'products_category_price',
  expression: `create index "products_category_price" on "products" ("category_id", "price", "id") ${forSale}`,
})
@Index({
  name: 'products_category_name',
  expression: `create index "products_category_name" on "products" ("category_id", lower("name"), "id") ${forSale}`,
})
@Index({
  name: 'products_price_due',
  expression: `create index "products_price_due" on "products" ("price_due_at") where price_due_at is not null`,
})
@Index({
  name: 'products_archived_newest',
  expression: `create index "products_archived_newest" on "products" ("id" desc) where archived_at is not null`,
})
export class Product {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  /** Unique among the products for sale; an archived product gives its SKU back. */
  @Property({ type: 'string', length: 64 })
  sku!: string;

  @Property({ type: 'string', length: 200 })
  name!: string;

  @Property({ type: 'text', default: '' })
  description: string & Opt = '';

  @ManyToOne(() => Category, { ref: true, deleteRule: 'restrict' })
  category!: Ref<Category>;

  /**
   * Minor units of `currency`: what it costs until `priceDueAt`. While there are scheduled prices a trigger takes what is
   * written here for the usual price, and puts here what counts by then.
   */
  @Property({ type: 'integer' })
  price!: number;

  /** What it costs where no scheduled price counts; null: there are none, and `price` is the usual one. */
  @Property({ type: 'integer', nullable: true })
  usualPrice?: number | null;

  /** The instant from which `price` may be another one; a job stores it then, and readers do not wait for the job. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  priceDueAt?: Date | null;

  /** What the price is to be compared with, such as a recommended one. */
  @Property({ type: 'integer', nullable: true })
  compareAtPrice?: number | null;

  /** ISO 4217. */
  @Property({ type: 'character', length: 3 })
  currency!: string;

  @Property({ type: 'integer' })
  stockQuantity!: number;

  /** Of goods that are taxed alike; null: the standard class. */
  @Property({ type: 'string', length: limits.taxClass, nullable: true })
  taxClass?: string | null;

  /** Grams of one unit; null: it counts for nothing where it is sent. */
  @Property({ type: 'integer', nullable: true })
  weight?: number | null;

  /** Units from which on the stock is told to be low; null: nobody is told. */
  @Property({ type: 'integer', nullable: true })
  lowStockThreshold?: number | null;

  @Property({ type: 'integer', version: true, default: 1 })
  version!: number & Opt;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  archivedAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()', onUpdate: () => new Date() })
  updatedAt: Date & Opt = new Date();
}

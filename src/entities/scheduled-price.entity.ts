import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { Product } from './product.entity.ts';

/**
 * What a product costs from an instant to an instant, in place of its usual price. Those of one product do not overlap: a
 * trigger that holds the product sees to it. Whoever writes one writes `usual_price` of its product after it, in the same
 * transaction, and another trigger works out what the product costs by then.
 */
@Entity({ tableName: 'scheduled_prices' })
@Check({ name: 'scheduled_prices_price_range', expression: `price >= 0 and price <= ${limits.price}` })
@Check({ name: 'scheduled_prices_span', expression: 'starts_at < ends_at' })
@Index({ name: 'scheduled_prices_product', properties: ['product', 'startsAt'] })
export class ScheduledPrice {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => Product, { mapToPk: true, deleteRule: 'cascade' })
  product!: string;

  /** Minor units of the product's currency. */
  @Property({ type: 'integer' })
  price!: number;

  @Property({ type: 'datetime', ...timestampColumn })
  startsAt!: Date;

  /** It no longer counts from this instant on; null: it has no end. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  endsAt?: Date | null;

  @Property({ type: 'integer', version: true, default: 1 })
  version!: number & Opt;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()', onUpdate: () => new Date() })
  updatedAt: Date & Opt = new Date();
}

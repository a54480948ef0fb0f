import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { type ActorRole, actorRoles } from './actor.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { Order } from './order.entity.ts';

/** A parcel of an order: units that were handed over to a carrier. No stock moves, the sale has taken it. */
@Entity({ tableName: 'fulfillments' })
@Check({ name: 'fulfillments_undone_undelivered', expression: 'undone_at is null or delivered_at is null' })
@Index({ name: 'fulfillments_order', properties: ['order', 'id'] })
export class Fulfillment {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => Order, { ref: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  @Property({ type: 'string', length: 100, nullable: true })
  carrier?: string | null;

  @Property({ type: 'string', length: 100, nullable: true })
  trackingNumber?: string | null;

  @Property({ type: 'string', length: 2000, nullable: true })
  trackingUrl?: string | null;

  @Enum({ items: () => [...actorRoles], type: 'string', length: 16 })
  actorRole!: ActorRole;

  @Property({ type: 'uuid', ...uuidColumn, nullable: true })
  actorId?: string | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  createdAt!: Date & Opt;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  deliveredAt?: Date | null;

  /** It was not handed over after all: its units are open again, and lists leave it out. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  undoneAt?: Date | null;
}

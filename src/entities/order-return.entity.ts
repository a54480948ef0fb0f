import type { Opt, Ref } from '@mikro-orm/core';
import { Entity, Enum, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { type ActorRole, actorRoles } from './actor.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { Order } from './order.entity.ts';

/** The first two are open: more units may come. */
export const returnRecordStatuses = ['REQUESTED', 'PARTIALLY_RECEIVED', 'RECEIVED', 'REFUSED'] as const;
export type ReturnRecordStatus = (typeof returnRecordStatuses)[number];

/** Shipped units that somebody wishes to send back. */
@Entity({ tableName: 'order_returns' })
@Index({ name: 'order_returns_order', properties: ['order', 'id'] })
export class OrderReturn {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => Order, { ref: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  @Enum({ items: () => [...returnRecordStatuses], type: 'string', length: 32 })
  status: ReturnRecordStatus & Opt = 'REQUESTED';

  @Enum({ items: () => [...actorRoles], type: 'string', length: 16 })
  actorRole!: ActorRole;

  @Property({ type: 'uuid', ...uuidColumn, nullable: true })
  actorId?: string | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'clock_timestamp()' })
  createdAt!: Date & Opt;
}

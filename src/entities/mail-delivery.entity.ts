import { type Opt, PrimaryKeyProp } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn, uuidColumn } from './columns.ts';

/**
 * One mail that an order owes, recorded exactly once by its key. `handedOverAt` is set right after the
 * SMTP server took it; a job that runs again finds it and sends nothing.
 */
@Entity({ tableName: 'mail_deliveries' })
export class MailDelivery {
  [PrimaryKeyProp]?: ['kind', 'orderId'];

  /** The job that sends it, such as `order.send-confirmation-email`. */
  @PrimaryKey({ type: 'string', length: 64 })
  kind!: string;

  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  orderId!: string;

  /** RFC 5322 Message-ID, made from the order id, the same at every attempt. */
  @Property({ type: 'string', length: 255 })
  messageId!: string;

  @Property({ type: 'integer', default: 1 })
  attempts: number & Opt = 1;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  handedOverAt?: Date | null;
}

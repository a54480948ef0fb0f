import { type Opt, PrimaryKeyProp } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn, uuidColumn } from './columns.ts';

/**
 * One mail that is owed, recorded exactly once by its key: its kind and what it is about. `handedOverAt` is set right
 * after the SMTP server took it; a job that runs again finds it and sends nothing.
 *
 * Both `orderId` and `subjectId` are what the mail is about, so an order can have two mails of one kind, one for each of
 * its shipments; `orderId` is only called so. The table has one key at a time: an upsert that meets a second unique one
 * fails where two workers begin a mail at once (docs/decisions.md). So the key moves in one step, in a release of which
 * the one before fills both.
 */
@Entity({ tableName: 'mail_deliveries' })
export class MailDelivery {
  [PrimaryKeyProp]?: ['kind', 'orderId'];

  /** The job that sends it, such as `order.send-confirmation-email`. */
  @PrimaryKey({ type: 'string', length: 64 })
  kind!: string;

  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  orderId!: string;

  /** What the mail is about: an order, or what happened to it. Null: an earlier release wrote it. */
  @Property({ type: 'uuid', ...uuidColumn, nullable: true })
  subjectId?: string | null;

  /** RFC 5322 Message-ID, made from what it is about, the same at every attempt; another one once it is sent again. */
  @Property({ type: 'string', length: 255 })
  messageId!: string;

  @Property({ type: 'integer', default: 1 })
  attempts: number & Opt = 1;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  handedOverAt?: Date | null;
}

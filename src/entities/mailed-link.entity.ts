import type { Opt, Ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { User } from './user.entity.ts';

/**
 * A link that a mail brings, good for one use (src/links). Whoever asks writes a row, whether it fits anybody or not: the
 * worker finds out, mails it or removes it. The token is made from the id, so only its hash is at rest.
 */
@Entity({ tableName: 'mailed_links' })
@Index({
  name: 'mailed_links_sent',
  expression:
    'create index "mailed_links_sent" on "mailed_links" ("email", "kind", "mailed_at") where mailed_at is not null',
})
export class MailedLink {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  /** One of `linkKinds`. */
  @Property({ type: 'string', length: 32 })
  kind!: string;

  /** Whom it is mailed to, in lower case. Null: nobody needs it any more. */
  @Property({ type: 'string', length: 254, nullable: true })
  email?: string | null;

  /** Whom it is for, once that is known. */
  @ManyToOne(() => User, { ref: true, nullable: true, deleteRule: 'cascade', index: true })
  user?: Ref<User> | null;

  /** The number of an order, as it was typed. */
  @Property({ type: 'string', length: 32, nullable: true })
  orderNumber?: string | null;

  /** The order that it leads to, once that is known. */
  @Property({ type: 'uuid', ...uuidColumn, nullable: true })
  orderId?: string | null;

  /** SHA-256 of the token. */
  @Property({ type: 'blob', hidden: true })
  @Unique({ name: 'mailed_links_token' })
  tokenHash!: Buffer;

  @Property({ type: 'datetime', ...timestampColumn })
  @Index({ name: 'mailed_links_expires' })
  expiresAt!: Date;

  /** When a worker decided to mail it. */
  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  mailedAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  usedAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();
}

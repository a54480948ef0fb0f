import { type Opt, PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { timestampColumn, uuidColumn } from './columns.ts';
import { User } from './user.entity.ts';

/** The answer that an Idempotency-Key stands for, written in the transaction of the order it answers for. */
@Entity({ tableName: 'idempotency_keys' })
export class IdempotencyKey {
  [PrimaryKeyProp]?: ['user', 'key'];

  @ManyToOne(() => User, { ref: true, primary: true, deleteRule: 'cascade', index: false })
  user!: Ref<User>;

  @PrimaryKey({ type: 'string', length: 255 })
  key!: string;

  /** SHA-256 of the request. */
  @Property({ type: 'blob' })
  fingerprint!: Buffer;

  @Property({ type: 'uuid', ...uuidColumn })
  orderId!: string;

  @Property({ type: 'smallint' })
  status!: number;

  /** The body as it was sent, byte for byte. */
  @Property({ type: 'text' })
  body!: string;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();

  @Property({ type: 'datetime', ...timestampColumn })
  @Index({ name: 'idempotency_keys_expiry' })
  expiresAt!: Date;
}

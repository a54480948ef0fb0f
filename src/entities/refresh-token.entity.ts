import type { Opt, Ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { User } from './user.entity.ts';

/**
 * One link of a chain of rotating refresh tokens. All links of one login share `familyId`; a link that
 * comes back after its rotation ends the whole family (RFC 9700, section 4.14.2). An administrator's session in a
 * browser is a login, too: a family of one token, which nobody was given.
 */
@Entity({ tableName: 'refresh_tokens' })
@Index({
  name: 'refresh_tokens_revoked',
  expression:
    'create index "refresh_tokens_revoked" on "refresh_tokens" ("revoked_at") where revoked_at is not null',
})
export class RefreshToken {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => User, { ref: true, deleteRule: 'cascade', index: true })
  user!: Ref<User>;

  @Property({ type: 'uuid', ...uuidColumn })
  @Index()
  familyId!: string;

  /** SHA-256 of the token; the token itself has 256 random bits, so no salt is needed. */
  @Property({ type: 'blob', hidden: true })
  @Unique({ name: 'refresh_tokens_hash_unique' })
  tokenHash!: Buffer;

  @Property({ type: 'datetime', ...timestampColumn })
  @Index()
  expiresAt!: Date;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  rotatedAt?: Date | null;

  /** Keyed hash of the browser (address and User-Agent) that exchanged it. */
  @Property({ type: 'blob', hidden: true, nullable: true })
  rotatedBy?: Buffer | null;

  /** Keyed hash of the network address that it was issued to. */
  @Property({ type: 'blob', hidden: true, nullable: true })
  addressHash?: Buffer | null;

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  revokedAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();
}

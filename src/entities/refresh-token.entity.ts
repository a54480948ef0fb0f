import type { Opt, Ref } from '@mikro-orm/core';
import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';
import { User } from './user.entity.ts';

/**
 * One link of a chain of rotating refresh tokens. All links of one login share `familyId`; a link that
 * comes back after its rotation ends the whole family (RFC 9700, section 4.14.2).
 */
@Entity({ tableName: 'refresh_tokens' })
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

  @Property({ type: 'datetime', ...timestampColumn, nullable: true })
  revokedAt?: Date | null;

  @Property({ type: 'datetime', ...timestampColumn, defaultRaw: 'now()' })
  createdAt: Date & Opt = new Date();
}

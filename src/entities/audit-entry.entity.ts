import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { timestampColumn, uuidColumn } from './columns.ts';

/** Who works for the shop: administrators, staff, and machines with a key. */
export const auditRoles = ['ADMIN', 'STAFF', 'KEY'] as const;
export type AuditRole = (typeof auditRoles)[number];

/**
 * A change that somebody who works for the shop made, in the transaction that made it. Append-only, which a trigger
 * holds. It names people by id alone, so that erasing a person leaves nothing here.
 */
@Entity({ tableName: 'audit_log' })
@Index({ name: 'audit_log_actor', properties: ['actorId', 'id'] })
@Index({ name: 'audit_log_actor_action', properties: ['actorId', 'action', 'id'] })
@Index({ name: 'audit_log_action', properties: ['action', 'id'] })
@Index({ name: 'audit_log_subject', properties: ['subjectId', 'id'] })
export class AuditEntry {
  /** Tells the same time as `at`, so that a span of time is a range of ids. */
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @Property({ type: 'datetime', ...timestampColumn })
  at!: Date;

  @Enum({ items: () => [...auditRoles], type: 'string', length: 16 })
  actorRole!: AuditRole;

  /** A user, or the key where the role is KEY. No foreign key: what was done outlives who did it. */
  @Property({ type: 'uuid', ...uuidColumn })
  actorId!: string;

  /** The network that it came from: an IPv4 address, or the /64 of an IPv6 address. */
  @Property({ type: 'string', length: 64 })
  address!: string;

  /** The operationId of the API; the same where an operators' page does the same. */
  @Property({ type: 'string', length: 100 })
  action!: string;

  @Property({ type: 'string', length: 50 })
  subjectType!: string;

  /** Mostly a UUID; a job has an id of its queue. */
  @Property({ type: 'string', length: 255 })
  subjectId!: string;

  @Property({ type: 'json', nullable: true })
  before?: Record<string, unknown> | null;

  @Property({ type: 'json', nullable: true })
  after?: Record<string, unknown> | null;
}

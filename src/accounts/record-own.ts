import type { PoolClient } from 'pg';
import { recordAudit } from '../audit/record-audit.ts';
import type { User } from '../entities/user.entity.ts';

/** What somebody did to their own account, and from where. */
export interface OwnDeed {
  /** The operationId, also where a page does the same. */
  action: string;
  /** Network address of the request. */
  address: string;
  /** Members that changed: what they say is in no entry. */
  fields?: readonly string[];
  /** A login that ended. */
  login?: string;
}

/**
 * Writes down, in the caller's transaction, what somebody who works here did to their own account; of customers nothing.
 * Locks nothing.
 */
export async function recordOwn(
  client: PoolClient,
  { id, role }: Pick<User, 'id' | 'role'>,
  { action, address, fields, login }: OwnDeed,
): Promise<void> {
  if (role !== 'ADMIN' && role !== 'STAFF') return;
  await recordAudit(
    client,
    { actor: { role, id }, address, action },
    {
      subject: { type: 'user', id },
      ...(login === undefined ? {} : { before: { login } }),
      ...(fields === undefined ? {} : { after: { fields } }),
    },
  );
}

import type { Pool, PoolClient } from 'pg';
import { newId } from '../ids.ts';
import { type OutboxRow, outboxRow } from '../outbox/enqueue.ts';
import { type LinkKind, linkKinds } from './link-kinds.ts';
import { hashOfToken, linkToken } from './link-token.ts';

export interface AskedLink {
  kind: LinkKind;
  /** Where it is mailed to, or what somebody typed: whether it fits is found out later. */
  email: string;
  /** Whom it is for, where that is known already. */
  userId?: string;
  orderId?: string;
  /** As it was typed. */
  orderNumber?: string;
}

/**
 * Writes a link and owes its mail, in one statement that is the same whatever was asked for: who asks learns nothing from
 * the time that it takes. Nothing is looked up.
 *
 * @param key of `linkKey`
 * @returns what to publish after the commit
 */
export async function oweLink(
  client: Pool | PoolClient,
  key: Buffer,
  { kind, email, userId, orderId, orderNumber }: AskedLink,
): Promise<OutboxRow> {
  const id = newId();
  const { job, lifetimeSeconds } = linkKinds[kind];
  const message = outboxRow(job, { linkId: id }, { subjectId: id });
  await client.query({
    name: 'links.owe',
    text: `
      with link as (
        insert into mailed_links (id, kind, email, user_id, order_id, order_number, token_hash, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 second')
      )
      insert into outbox_messages (id, job, payload, subject_id) values ($9, $10, $11, $1)`,
    values: [
      id,
      kind,
      email.toLowerCase(),
      userId ?? null,
      orderId ?? null,
      orderNumber ?? null,
      hashOfToken(linkToken(key, kind, id)),
      lifetimeSeconds,
      message.id,
      job,
      message.payload,
    ],
  });
  return message;
}

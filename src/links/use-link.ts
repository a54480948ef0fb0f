import type { Pool, PoolClient } from 'pg';
import { LinkExpired } from './link-expired.ts';
import type { LinkKind } from './link-kinds.ts';
import { hashOfToken } from './link-token.ts';

/** A link that somebody has got by mail. */
export interface MailedTo {
  id: string;
  kind: LinkKind;
  /** Where it was mailed to. */
  email: string | null;
  userId: string | null;
  orderId: string | null;
}

const members = `id, kind, email, user_id as "userId", order_id as "orderId"`;
/** Only what was mailed has ever been seen by anybody. */
const isLive = `token_hash = $1 and kind = any($2::text[]) and used_at is null and mailed_at is not null and expires_at > now()`;

/**
 * Uses a link up, in the transaction of what it is for: both happen or neither. Locks its row; of two who use it at once
 * the second finds it used.
 *
 * @throws {LinkExpired} for one that is unknown, used or over, or of another kind
 */
export async function useLink(
  client: PoolClient,
  kinds: readonly LinkKind[],
  token: string,
): Promise<MailedTo> {
  const { rows } = await client.query<MailedTo>({
    name: 'links.use',
    text: `update mailed_links set used_at = now() where ${isLive} returning ${members}`,
    values: [hashOfToken(token), kinds],
  });
  if (!rows[0]) throw new LinkExpired();
  return rows[0];
}

/** A link that could be used now, or undefined: for a page that asks before it does something. */
export async function findLink(
  pool: Pool,
  kinds: readonly LinkKind[],
  token: string,
): Promise<MailedTo | undefined> {
  const { rows } = await pool.query<MailedTo>({
    name: 'links.find',
    text: `select ${members} from mailed_links where ${isLive}`,
    values: [hashOfToken(token), kinds],
  });
  return rows[0];
}

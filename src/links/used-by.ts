import type { PoolClient } from 'pg';
import type { LinkKind } from './link-kinds.ts';
import { hashOfToken } from './link-token.ts';

/** Writes down who used a link, in the transaction in which they did. */
export async function noteUser(client: PoolClient, linkId: string, userId: string): Promise<void> {
  await client.query({
    name: 'links.note-user',
    text: 'update mailed_links set user_id = $2 where id = $1',
    values: [linkId, userId],
  });
}

/** The order of a link that this person has used, or undefined: for who asks again because the answer was lost. */
export async function findUsedBy(
  client: PoolClient,
  kind: LinkKind,
  token: string,
  userId: string,
): Promise<string | undefined> {
  const { rows } = await client.query<{ order_id: string | null }>({
    name: 'links.find-used-by',
    text: `
      select order_id from mailed_links
       where token_hash = $1 and kind = $2 and user_id = $3 and used_at is not null`,
    values: [hashOfToken(token), kind, userId],
  });
  return rows[0]?.order_id ?? undefined;
}

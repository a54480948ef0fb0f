import type { PoolClient } from 'pg';
import type { LinkKind } from './link-kinds.ts';

/** Ends the links of these kinds that a person has been mailed and has not used. In the caller's transaction. */
export async function endLinks(
  client: PoolClient,
  userId: string,
  kinds: readonly LinkKind[],
): Promise<void> {
  await client.query({
    name: 'links.end',
    text: `update mailed_links set used_at = now() where user_id = $1 and kind = any($2::text[]) and used_at is null`,
    values: [userId, kinds],
  });
}

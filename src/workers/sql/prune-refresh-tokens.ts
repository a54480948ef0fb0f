import type { Pool } from 'pg';

/**
 * Removes tokens that have expired. A revoked one stays as long as its family has one that has not: it is what
 * says that the family is over. @returns how many
 */
export async function pruneRefreshTokens(pool: Pool, limit: number): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'accounts.prune-refresh-tokens',
    text: `
      delete from refresh_tokens
       where id = any(array(
         select id from refresh_tokens t
          where expires_at <= now()
            and (revoked_at is null or not exists (
              select from refresh_tokens live where live.family_id = t.family_id and live.expires_at > now()))
          order by expires_at limit $1 for update skip locked))`,
    values: [limit],
  });
  return rowCount ?? 0;
}

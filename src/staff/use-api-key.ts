import type { Pool } from 'pg';
import { knownScopes, type Scope } from '../accounts/scopes.ts';
import { hashOfKey, isWholeApiKey } from './api-key.ts';

/** A key that is good now. */
export interface UsedApiKey {
  id: string;
  scopes: readonly Scope[];
  /** The user who made it. */
  createdBy: string;
}

/**
 * The key that a caller shows, or undefined for one that is unknown, expired or deleted. Asked of the database each
 * time: one that was deleted is good nowhere from then on. Notes its use once a minute, and waits for nobody to do so.
 */
export async function useApiKey(pool: Pool, key: string): Promise<UsedApiKey | undefined> {
  if (!isWholeApiKey(key)) return undefined;
  const { rows } = await pool.query<{ id: string; scopes: string[]; created_by: string }>({
    name: 'staff.use-api-key',
    text: `
      with good as (
        select id, scopes, created_by, last_used_at from api_keys
         where key_hash = $1 and deleted_at is null and (expires_at is null or expires_at > now())
      ), noted as (
        update api_keys set last_used_at = now()
         where id in (
           select k.id from api_keys k join good using (id)
            where k.last_used_at is null or k.last_used_at < now() - interval '1 minute'
              for update of k skip locked)
      )
      select id, scopes, created_by from good`,
    values: [hashOfKey(key)],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  return { id: row.id, scopes: knownScopes(row.scopes), createdBy: row.created_by };
}

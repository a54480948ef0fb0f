import type { Pool } from 'pg';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { type ApiKeyRow, type ApiKeyView, apiKeyColumns, viewOfApiKey } from './api-key-view.ts';

const LIST = 'api keys';
/** No key comes after it. */
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A page of the keys that were not deleted, the newest first. @throws {InvalidCursor} */
export async function listApiKeys(
  pool: Pool,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: ApiKeyView[]; nextCursor: string | null }> {
  const before = cursor === undefined ? LAST : decodeCursor(cursor, LIST, 'none').id;
  const { rows } = await pool.query<ApiKeyRow>({
    name: 'staff.list-api-keys',
    text: `
      select ${apiKeyColumns}
        from (select * from api_keys where deleted_at is null and id < $1 order by id desc limit $2) k
        join users u on u.id = k.created_by
       order by k.id desc`,
    values: [before, limit + 1],
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(viewOfApiKey),
    nextCursor: last ? encodeCursor({ sort: LIST, value: null, id: last.id }) : null,
  };
}

/** The key of this id, or undefined where there is none or it was deleted. */
export async function findApiKey(pool: Pool, id: string): Promise<ApiKeyView | undefined> {
  const { rows } = await pool.query<ApiKeyRow>({
    name: 'staff.find-api-key',
    text: `select ${apiKeyColumns} from api_keys k join users u on u.id = k.created_by
            where k.id = $1 and k.deleted_at is null`,
    values: [id],
  });
  return rows[0] && viewOfApiKey(rows[0]);
}

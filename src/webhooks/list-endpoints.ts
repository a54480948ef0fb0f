import type { Pool } from 'pg';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { type EndpointRow, type EndpointView, endpointColumns, viewOfEndpoint } from './endpoint-view.ts';

const LIST = 'webhook endpoints';
/** No endpoint comes after it. */
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A page of the endpoints, the newest first. @throws {InvalidCursor} */
export async function listEndpoints(
  pool: Pool,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: EndpointView[]; nextCursor: string | null }> {
  const before = cursor === undefined ? LAST : decodeCursor(cursor, LIST, 'none').id;
  const { rows } = await pool.query<EndpointRow>({
    name: 'webhooks.list-endpoints',
    text: `
      select ${endpointColumns} from webhook_endpoints e
       where e.deleted_at is null and e.id < $1 order by e.id desc limit $2`,
    values: [before, limit + 1],
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(viewOfEndpoint),
    nextCursor: last ? encodeCursor({ sort: LIST, value: null, id: last.id }) : null,
  };
}

/** The endpoint of this id, or undefined where there is none. */
export async function findEndpoint(pool: Pool, id: string): Promise<EndpointView | undefined> {
  const { rows } = await pool.query<EndpointRow>({
    name: 'webhooks.find-endpoint',
    text: `select ${endpointColumns} from webhook_endpoints e where e.id = $1 and e.deleted_at is null`,
    values: [id],
  });
  return rows[0] && viewOfEndpoint(rows[0]);
}

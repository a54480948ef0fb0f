import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuditQuery, listAudit } from '../../src/audit/list-audit.ts';
import { timeOfUuid } from '../../src/lists/uuid-time.ts';
import { openShop, type Shop } from '../setup/api.ts';

const ENTRIES = 30_000;
/** Those of a year before are of another actor, action and subject: a walk from the newest would meet all others first. */
const RARE = 30;
const id = (n: number) => `01936b2f-0000-7000-8000-${String(n).padStart(12, '0')}`;
/** When the first of the others was made. */
const LATER = timeOfUuid(id(1));

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await shop.pool.query(
    `insert into audit_log (id, at, actor_role, actor_id, address, action, subject_type, subject_id)
     select (case when n <= ${RARE} then '01736b2f' else '01936b2f' end || '-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, '2024-11-27', 'STAFF',
            case when n <= ${RARE} then $2::uuid else $1::uuid end, '',
            case when n % 1000 = 0 or n <= ${RARE} then 'rare' else 'common' end, 'product',
            case when n <= ${RARE} then 'rare' else 'S' || n end
       from generate_series(1, ${ENTRIES}) n`,
    [id(1), id(2)],
  );
  await shop.pool.query('vacuum analyze audit_log');
});
afterAll(() => shop.close());

interface Plan {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** Entries that a page reads, as the API's own connections plan it. */
async function read(query: Partial<AuditQuery>): Promise<number> {
  const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
  const most: number[] = [];
  const pool = {
    async query(text: string, values: unknown[]) {
      const { rows } = await shop.app.pg.query(`explain (analyze, format json) ${text}`, values);
      for (const node of nodes(rows[0]['QUERY PLAN'][0].Plan))
        most.push((node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']);
      return shop.app.pg.query(text, values);
    },
  };
  const { items } = await listAudit(pool as unknown as Pool, { limit: 20, ...query });
  expect(items).toHaveLength(20);
  return Math.max(...most);
}

test.each<[string, Partial<AuditQuery>]>([
  ['nothing', {}],
  ['an actor', { actor: id(2) }],
  ['an action', { action: 'rare' }],
  ['a subject', { subject: 'rare' }],
  ['an actor and an action, each with many of the other', { actor: id(1), action: 'rare' }],
  ['an actor and a subject', { actor: id(2), subject: 'rare' }],
  ['a time', { to: new Date(LATER - 1) }],
])('a page by %s reads no more than its own entries among many', async (_, query) => {
  expect(await read(query)).toBeLessThanOrEqual(RARE);
});

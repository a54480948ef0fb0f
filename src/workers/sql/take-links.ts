import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../../database/in-transaction.ts';
import type { LinkKind } from '../../links/link-kinds.ts';

/**
 * Finds out whom links fit that nobody has looked at, and notes it in their rows. One statement, in the transaction of the
 * decision. @returns the ids of those that fit
 */
export type MatchLinks = (client: PoolClient, ids: readonly string[]) => Promise<string[]>;

/** Mails of one kind that one address gets in an hour, whoever asks for them. */
const MAILS_AN_HOUR = 3;

/**
 * Decides which links are mailed: those that fit, while their address has not had too many of the kind. The others are
 * removed: they were of no use to anybody. Asking again changes nothing.
 *
 * One transaction, in which no other worker decides, so that two do not count the same mails.
 */
export async function takeLinks(
  pool: Pool,
  kind: LinkKind,
  ids: readonly string[],
  match: MatchLinks,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtext('holdfast.mailed-links'))`);
    const fitting = await match(client, ids);
    await client.query({
      name: 'links.take',
      text: `
        with fresh as (
          select l.id, l.email, l.id = any($3::uuid[]) as fits,
                 row_number() over (partition by l.email, l.id = any($3::uuid[]) order by l.id) as nth
            from mailed_links l
           where l.id = any($2::uuid[]) and l.kind = $1 and l.mailed_at is null
        ), chosen as (
          select id from fresh f
           where fits
             and nth + (select count(*) from mailed_links m
                         where m.email = f.email and m.kind = $1 and m.mailed_at > now() - interval '1 hour') <= $4
        ), mailed as (
          update mailed_links set mailed_at = now() where id in (select id from chosen)
        )
        delete from mailed_links where id in (select id from fresh except select id from chosen)`,
      values: [kind, ids, fitting, MAILS_AN_HOUR],
    });
  });
}

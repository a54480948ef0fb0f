import type { MatchLinks } from './take-links.ts';

/** The account that waits for whoever is invited: not one that was accepted, changed or taken back meanwhile. */
export const matchInvitations: MatchLinks = async (client, ids) => {
  const { rows } = await client.query<{ id: string }>({
    name: 'links.match-invitations',
    text: `
      select l.id from mailed_links l join users u on u.id = l.user_id and u.email = l.email
       where l.id = any($1::uuid[]) and l.mailed_at is null
         and u.role in ('ADMIN', 'STAFF') and u.password_hash is null`,
    values: [ids],
  });
  return rows.map((row) => row.id);
};

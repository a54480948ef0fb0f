import type { MatchLinks } from './take-links.ts';

/** The account of the address that somebody typed. */
export const matchAccounts: MatchLinks = async (client, ids) => {
  const { rows } = await client.query<{ id: string }>({
    name: 'links.match-accounts',
    text: `
      update mailed_links l set user_id = u.id
        from users u
       where l.id = any($1::uuid[]) and l.mailed_at is null and u.email = l.email
      returning l.id`,
    values: [ids],
  });
  return rows.map((row) => row.id);
};

import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../src/database/in-transaction.ts';
import { LinkExpired } from '../../src/links/link-expired.ts';
import { linkKey, linkToken } from '../../src/links/link-token.ts';
import { oweLink } from '../../src/links/owe-link.ts';
import { pruneLinks } from '../../src/links/prune-links.ts';
import { findLink, useLink } from '../../src/links/use-link.ts';
import { beginDeliveries } from '../../src/outbox/sql/begin-deliveries.ts';
import { linkAddresses } from '../../src/workers/mail/link-addresses.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { count } from '../setup/records.ts';
import { statementsOf } from '../setup/statements.ts';
import { JWT_SECRET } from '../setup/tokens.ts';

let db: Database;
beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.close());

const key = linkKey(JWT_SECRET);
const kind = 'password-reset';
/** A link that a worker decided to mail. */
const mailed = async (email: string) => {
  const { subjectId: id } = await oweLink(db.pool, key, { kind, email });
  await db.pool.query('update mailed_links set mailed_at = now() where id = $1', [id]);
  return { id, token: linkToken(key, kind, id) };
};
const use = (token: string) => inTransaction(db.pool, (client) => useLink(client, [kind], token));

test('a link and the mail that it owes are one statement: no crash leaves one without the other', async () => {
  const statements = await statementsOf(() => oweLink(db.pool, key, { kind, email: 'One@example.org' }));
  expect(statements).toHaveLength(1);
  const { rows } = await db.pool.query(
    `select l.email from mailed_links l join outbox_messages m on m.subject_id = l.id and m.payload->>'linkId' = l.id::text`,
  );
  expect(rows).toEqual([{ email: 'one@example.org' }]);
});

test('a link is good once, and stays good where what it is for was not done', async () => {
  const { token } = await mailed('once@example.org');
  const failed = inTransaction(db.pool, async (client) => {
    await useLink(client, [kind], token);
    throw new Error('the process died');
  });
  await expect(failed).rejects.toThrow('the process died');
  expect(await findLink(db.pool, [kind], token)).toBeDefined();
  expect((await use(token)).email).toBe('once@example.org');
  await expect(use(token)).rejects.toThrow(LinkExpired);
  expect(await findLink(db.pool, [kind], token)).toBeUndefined();
});

test('a link that no worker has mailed is good for nothing, whoever could make its token', async () => {
  const { subjectId } = await oweLink(db.pool, key, { kind, email: 'unmailed@example.org' });
  await expect(use(linkToken(key, kind, subjectId))).rejects.toThrow(LinkExpired);
});

test('a worker makes the address of a link with the secret of the API alone; any other leaves it to another worker', async () => {
  const { id, token } = await mailed('secret@example.org');
  const { rows } = await db.pool.query('select token_hash from mailed_links where id = $1', [id]);
  const link = { id, tokenHash: rows[0].token_hash };
  const address = (jwtSecret: string) => () =>
    linkAddresses({ publicUrl: 'https://shop.example/api', jwtSecret })(link, kind, '/password-resets');
  expect(address(JWT_SECRET)()).toBe(`https://shop.example/api/password-resets/${token}`);
  expect(address('another secret, which is as long as it has to be')).toThrow('another JWT_SECRET');
  expect(address('')).toThrow('no JWT_SECRET');
});

test('links go a day after their end, with the record of their mails; no others do', async () => {
  const [old, fresh] = [await mailed('old@example.org'), await mailed('fresh@example.org')];
  const job = 'account.send-password-reset-email';
  const deliveries = [old, fresh].map(({ id }) => ({
    kind: job,
    subjectId: id,
    messageId: `<${id}@shop.example>`,
  }));
  await beginDeliveries(db.pool, deliveries);
  await db.pool.query(`update mailed_links set expires_at = now() - interval '25 hours' where id = $1`, [
    old.id,
  ]);
  await db.pool.query(`update mailed_links set expires_at = now() - interval '23 hours' where id = $1`, [
    fresh.id,
  ]);
  expect(await pruneLinks(db.pool, 100)).toBe(1);
  const left = [
    await count(db.pool, 'mailed_links', 'id = any($1)', [[old.id, fresh.id]]),
    await count(db.pool, 'mail_deliveries', 'order_id = any($1)', [[old.id, fresh.id]]),
  ];
  expect(left).toEqual([1, 1]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditedChange, AuditTrail } from '../../src/audit/audit-row.ts';
import { differenceOf } from '../../src/audit/facts.ts';
import { listAudit } from '../../src/audit/list-audit.ts';
import { recordAudit } from '../../src/audit/record-audit.ts';
import { inTransaction } from '../../src/database/in-transaction.ts';
import { newId } from '../../src/ids.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { count } from '../setup/records.ts';

const address = '203.0.113.9';
const ann: AuditTrail = { actor: { role: 'ADMIN', id: newId() }, address, action: 'updateProduct' };
const machine: AuditTrail = { actor: { role: 'KEY', id: newId() }, address, action: 'archiveProduct' };
const product = (id = newId()) => ({ type: 'product', id });

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

const record = (trail: AuditTrail, ...changes: AuditedChange[]) =>
  inTransaction(database.pool, (client) => recordAudit(client, trail, ...changes));
const find = async (query: Partial<Parameters<typeof listAudit>[1]>) =>
  (await listAudit(database.pool, { limit: 100, ...query })).items;

describe('an entry of the audit log', () => {
  test('tells who, when, from where, what, before and after', async () => {
    const subject = product();
    const begun = Date.now();
    await record(ann, { subject, before: { price: 1 }, after: { price: 2 } });
    const [entry] = await find({ subject: subject.id });
    expect(entry).toEqual({
      id: expect.any(String),
      at: expect.any(String),
      ...ann,
      subject,
      before: { price: 1 },
      after: { price: 2 },
    });
    expect(Date.parse(entry!.at)).toBeGreaterThanOrEqual(begun);
    const { rows } = await database.pool.query('select at from audit_log where id = $1', [entry!.id]);
    expect(rows[0].at.toISOString()).toBe(entry!.at);
  });

  test('is there if and only if the change was committed', async () => {
    const subject = product();
    const undone = inTransaction(database.pool, async (client) => {
      await recordAudit(client, ann, { subject, after: {} });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await find({ subject: subject.id })).toEqual([]);
  });

  test('is written by way of the ORM’s transactions, too, whatever signs its texts have', async () => {
    const { MikroORM } = await import('@mikro-orm/postgresql');
    const { ormOptions } = await import('../../src/database/orm-options.ts');
    const orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'test' }));
    const subject = product();
    const after = { name: `it's $1 ? of "100 %" \\ ${'😀'.repeat(999)}` };
    await orm.em.fork().transactional((tx) => recordAudit(tx, ann, { subject, after }));
    await orm.close(true);
    const [entry] = await find({ subject: subject.id });
    expect(String(entry!.after!.name).slice(0, 22)).toBe(after.name.slice(0, 22));
  });

  test('has its long texts cut, at no half of a character', async () => {
    const subject = product();
    await record(ann, { subject, after: { a: 'x'.repeat(1_001), b: `x${'😀'.repeat(600)}`, c: 'short' } });
    const { a, b, c } = (await find({ subject: subject.id }))[0]!.after as Record<string, string>;
    expect([a!.length, b!.length, c]).toEqual([1_001, 1_001, 'short']);
    expect(b!.isWellFormed()).toBe(true);
  });

  test.each([`update audit_log set action = 'x'`, 'delete from audit_log', 'truncate audit_log'])(
    'cannot be removed or altered: %s',
    async (statement) => {
      await record(ann, { subject: product(), after: {} });
      const before = await count(database.pool, 'audit_log');
      await expect(database.pool.query(statement)).rejects.toThrow('audit_log is append-only');
      expect(await count(database.pool, 'audit_log')).toBe(before);
    },
  );

  test('names only those who work here', async () => {
    const customer = { ...ann, actor: { role: 'CUSTOMER' as 'ADMIN', id: newId() } };
    await expect(record(customer, { subject: product() })).rejects.toThrow('audit_log_actor_role_check');
  });
});

describe('the list', () => {
  test('is the newest first, by actor, action, subject and time, a page at a time', async () => {
    const subjects = Array.from({ length: 5 }, () => product());
    const other: AuditTrail = { ...machine, actor: { role: 'KEY', id: newId() } };
    await record(machine, ...subjects.map((subject) => ({ subject, after: {} })));
    await record(other, { subject: subjects[0]!, after: {} });
    const { id: actor } = machine.actor;
    const ids = (entries: { subject: { id: string } }[]) => entries.map(({ subject }) => subject.id);
    const newest = subjects.map(({ id }) => id).toReversed();

    expect(ids(await find({ actor }))).toEqual(newest);
    expect(ids(await find({ actor, action: 'archiveProduct' }))).toEqual(newest);
    expect(await find({ actor, action: 'updateProduct' })).toEqual([]);
    expect(await find({ subject: subjects[0]!.id.toUpperCase() })).toHaveLength(2);
    expect(await find({ subject: subjects[0]!.id, actor })).toHaveLength(1);

    const first = await listAudit(database.pool, { actor, limit: 2 });
    const rest = await listAudit(database.pool, { actor, limit: 3, cursor: first.nextCursor! });
    expect([...ids(first.items), ...ids(rest.items)]).toEqual(newest);
    expect(rest.nextCursor).toBeNull();
    await expect(listAudit(database.pool, { limit: 2, cursor: first.nextCursor! })).rejects.toThrow();

    const at = new Date((await find({ actor }))[0]!.at);
    const inSpan = (from: number, to: number) =>
      find({ actor, from: new Date(at.getTime() + from), to: new Date(at.getTime() + to) });
    expect(ids(await inSpan(0, 0))[0]).toBe(newest[0]);
    expect(ids(await inSpan(-10_000, 0))).toEqual(newest);
    expect(await inSpan(1, 10_000)).toEqual([]);
    expect(await inSpan(-20_000, -10_000)).toEqual([]);
  });
});

test('a difference has what is not as it was, and is none where all is', () => {
  const was = { price: 1, name: 'Mug', sku: 'M' };
  expect(differenceOf(was, { ...was, price: 2 })).toEqual({ before: { price: 1 }, after: { price: 2 } });
  expect(differenceOf(was, { ...was })).toBeUndefined();
});

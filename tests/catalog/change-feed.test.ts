import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { announceChange, CHANNEL } from '../../src/catalog/cache/announce-change.ts';
import type { CatalogChange } from '../../src/catalog/cache/catalog-change.ts';
import { type ChangeFeed, startChangeFeed } from '../../src/catalog/cache/change-feed.ts';
import { type Snapshot, sees, takeSnapshot } from '../../src/catalog/cache/snapshot.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { startProxy, type TcpProxy } from '../setup/proxy.ts';
import { until } from '../setup/wait.ts';
import { idOf } from './paper-database.ts';

let database: Database;
let orm: MikroORM;
let wire: TcpProxy;
beforeAll(async () => {
  database = await openDatabase();
  orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'holdfast-test' }));
  wire = await startProxy(database.url);
});
afterAll(async () => {
  await wire.close();
  await orm.close(true);
  await database.close();
});

let feed: ChangeFeed;
let heard: CatalogChange[];
let listening: (Snapshot | undefined)[];
beforeEach(async () => {
  heard = [];
  listening = [];
  feed = startChangeFeed(
    wire.through(database.url),
    { apply: (change) => void heard.push(change), hears: (from) => void listening.push(from) },
    { onLost() {}, onBack() {} },
  );
  await until('it listens', () => listening.length === 1);
});
afterEach(() => feed.close());

const repriced = (n: number) => ({
  id: idOf(n),
  before: { category: 'mügs', price: 1 },
  after: { category: 'mügs', price: 2 },
  renamed: false,
  reworded: true,
});
const announce = (n: number, spoil?: Error) =>
  orm.em.fork().transactional(async (tx) => {
    const change = await announceChange(tx, repriced(n));
    if (spoil) throw spoil;
    return change;
  });

describe('a change', () => {
  test('is heard as it was announced, with its transaction, which later snapshots see and earlier ones do not', async () => {
    const before = await takeSnapshot(database.pool);
    const change = await announce(1);
    const after = await takeSnapshot(database.pool);
    await until('it is heard', () => heard.length === 1);
    expect(heard).toEqual([{ ...repriced(1), xid: change.xid }]);
    expect([sees(before, change.xid), sees(after, change.xid)]).toEqual([false, true]);
  });

  test('that is rolled back is not heard', async () => {
    await announce(1, new Error('thought better of it')).catch(() => {});
    await announce(2);
    await until('the other one is heard', () => heard.length > 0);
    expect(heard.map(({ id }) => id)).toEqual([idOf(2)]);
  });
});

describe('a connection', () => {
  test('that is cut is said to be, and made again, from a snapshot that sees what was missed', async () => {
    wire.cut();
    await until('it is known', () => listening.length === 2);
    expect(listening[1]).toBeUndefined();
    const missed = await announce(1);
    wire.restore();
    await until('it listens again', () => listening.length === 3);
    expect(sees(listening[2]!, missed.xid)).toBe(true);
    await announce(2);
    await until('it hears again', () => heard.length > 0);
    expect(heard.map(({ id }) => id)).toEqual([idOf(2)]);
  });

  test('that says what nobody understands is started anew, so that nothing is missed', async () => {
    await database.pool.query('select pg_notify($1, $2)', [CHANNEL, 'nonsense']);
    await until('it listens again', () => listening.length === 3);
    expect(listening[1]).toBeUndefined();
  });
});

import { type Html, html } from '../../../markup/html.ts';
import { bytes, count, counted, duration } from '../format.ts';
import { card, list } from '../layout.ts';
import { meter } from './chart.ts';
import type { Overview } from './collect.ts';
import { databaseHealth, processesHealth, redisHealth, workersSeen } from './service-health.ts';

/** The cards about what the shop stands on: PostgreSQL, Redis, processes. */

export function databaseCard(overview: Overview): Html {
  const { database, own } = overview;
  const pool: [string, string] = [
    'Pool of this process',
    `${own.pool.total - own.pool.idle} of ${own.pool.max} busy, ${own.pool.waiting} waiting`,
  ];
  const content = () => {
    if (!database.ok) return list([pool]);
    const { connections, maxConnections, answeredInMs, lockWaits, oldestTransactionMs } = database.value;
    return html`${meter(connections / maxConnections)}${list([
      ['Connections', `${count(connections)} of ${count(maxConnections)}`],
      pool,
      ['Answered in', duration(answeredInMs)],
      ['Waiting for a lock', count(lockWaits)],
      ['Oldest transaction', duration(oldestTransactionMs)],
    ])}`;
  };
  const title = database.ok ? `PostgreSQL ${database.value.version}` : 'PostgreSQL';
  return card({
    id: 'database',
    title,

    health: databaseHealth(overview),
    content: content(),
  });
}

export function redisCard(overview: Overview): Html {
  const { redis } = overview;
  const content = (): Html | Html[] => {
    if (!redis?.ok) return [];
    const { usedBytes, maxBytes, policy, clients } = redis.value;
    return html`${maxBytes > 0 ? meter(usedBytes / maxBytes) : []}${list([
      [
        'Memory',
        maxBytes > 0 ? `${bytes(usedBytes)} of ${bytes(maxBytes)}` : `${bytes(usedBytes)}, no limit`,
      ],
      ['When full', policy],
      ['On disk', persistence(redis.value)],
      ['Connections', count(clients)],
    ])}`;
  };
  const title = redis?.ok ? `Redis ${redis.value.version}` : 'Redis';
  return card({ id: 'redis', title, health: redisHealth(overview), content: content() });
}

function persistence({
  appendOnly,
  savedAt,
  changesSinceSave,
}: {
  appendOnly: boolean;
  savedAt: Date | undefined;
  changesSinceSave: number;
}): string {
  if (appendOnly) return 'every change (append-only file)';
  if (!savedAt) return 'not told';
  const age = duration(Date.now() - savedAt.getTime());
  return `snapshots: ${counted(changesSinceSave, 'change')} since ${age}`;
}

export function processesCard(overview: Overview): Html {
  const { redis, queues, database, own } = overview;
  const workers = workersSeen(queues);
  const apis = redis?.ok && redis.value.apis > 0 ? count(redis.value.apis) : 'at least this one';
  const sessions = database.ok
    ? Object.entries(database.value.sessions).reduce((sum, [, n]) => sum + n, 0)
    : undefined;
  const content = list([
    ['API', apis],
    ['Workers', workers === undefined ? 'not known' : count(workers)],
    ['Database sessions', sessions === undefined ? 'not known' : count(sessions)],
    ['This process', `up ${duration(own.upMs)}, ${bytes(own.memoryBytes)}`],
    ['Checkouts waiting in it', count(own.checkoutsWaiting)],
  ]);
  return card({
    id: 'processes',
    title: 'Processes',
    health: processesHealth(overview),
    content,
  });
}

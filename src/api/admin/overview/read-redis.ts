import type { Redis } from 'ioredis';

export interface RedisFigures {
  version: string;
  usedBytes: number;
  /** 0: no limit. */
  maxBytes: number;
  policy: string;
  clients: number;
  /** Every change is appended to a file. */
  appendOnly: boolean;
  /** When the last snapshot was begun; undefined where that is not told. */
  savedAt: Date | undefined;
  changesSinceSave: number;
  /** Whether its disk takes what it writes. */
  writes: boolean;
  /** Processes of the API by the name of their connection. */
  apis: number;
}

/** What Redis tells of itself: one INFO and one CLIENT LIST. */
export async function readRedis(redis: Redis, apiName: string): Promise<RedisFigures> {
  const [text, clients] = await Promise.all([
    redis.info(),
    // Some providers keep CLIENT LIST to themselves.
    redis.client('LIST').catch(() => ''),
  ]);
  const info = fieldsOf(text);
  const number = (name: string) => Number(info.get(name) ?? 0);
  const fine = (name: string) => (info.get(name) ?? 'ok') === 'ok';
  return {
    version: info.get('valkey_version') ?? info.get('redis_version') ?? '',
    usedBytes: number('used_memory'),
    maxBytes: number('maxmemory'),
    policy: info.get('maxmemory_policy') ?? 'unknown',
    clients: number('connected_clients'),
    appendOnly: info.get('aof_enabled') === '1',
    savedAt: info.has('rdb_last_save_time') ? new Date(number('rdb_last_save_time') * 1_000) : undefined,
    changesSinceSave: number('rdb_changes_since_last_save'),
    writes:
      fine('rdb_last_bgsave_status') && fine('aof_last_write_status') && fine('aof_last_bgrewrite_status'),
    apis: String(clients).split(` name=${apiName} `).length - 1,
  };
}

/** INFO is lines of `name:value`. */
function fieldsOf(text: string): Map<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)] as [string, string]] : [];
    }),
  );
}

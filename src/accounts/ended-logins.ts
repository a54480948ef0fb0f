import type { Pool } from 'pg';

/** How long what was read is read again, in seconds: a row bears the time at which its transaction began. */
const OVERLAP_SECONDS = 10;

/**
 * The logins that ended a short while ago, in the memory of this process: an access token is good without asking the
 * database, unless its login is one of these. Bounded by the logins that can end within an access token's life.
 */
export interface EndedLogins {
  has(login: string): boolean;
  /** For the process that ends it; the others read of it. */
  add(login: string): void;
  /** Reads which have ended since the last reading. */
  read(): Promise<void>;
}

/** @param rememberSeconds the life of an access token at least */
export function createEndedLogins(pool: Pool, rememberSeconds: number): EndedLogins {
  /** When each may be forgotten, oldest first. */
  const ended = new Map<string, number>();
  const forgetAfterMs = (rememberSeconds + OVERLAP_SECONDS) * 1_000;
  let readAt: number | undefined;
  const add = (login: string) => {
    if (!ended.has(login)) ended.set(login, performance.now() + forgetAfterMs);
  };
  return {
    has: (login) => ended.has(login),
    add,
    async read() {
      const startedAt = performance.now();
      for (const [login, forgetAt] of ended) {
        if (forgetAt > startedAt) break;
        ended.delete(login);
      }
      const sinceLastSeconds = readAt === undefined ? rememberSeconds : (startedAt - readAt) / 1_000;
      const { rows } = await pool.query<{ family_id: string }>({
        name: 'accounts.read-ended-logins',
        text: `select distinct family_id from refresh_tokens
                where revoked_at > now() - make_interval(secs => $1)`,
        values: [Math.min(sinceLastSeconds, rememberSeconds) + OVERLAP_SECONDS],
      });
      for (const row of rows) add(row.family_id);
      readAt = startedAt;
    },
  };
}

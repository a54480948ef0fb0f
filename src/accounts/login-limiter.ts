import type { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { Problem } from '../errors.ts';

const QUARTER_HOUR = 15 * 60;

/** Failed logins that are allowed in a window of seconds. A success starts the account's count anew. */
const windows = {
  /** One person who mistypes; a guesser at one place is stopped here. */
  accountFromAddress: { points: 10, duration: QUARTER_HOUR },
  /** A guesser at many places. High enough that a stranger cannot easily lock somebody out. */
  account: { points: 50, duration: QUARTER_HOUR },
  /** One place that tries many accounts. */
  address: { points: 100, duration: QUARTER_HOUR },
} as const;

export interface LoginLimiter {
  /**
   * Counts an attempt before it is judged, so that guesses that come all at once are stopped, too.
   * @throws {Problem} `rate_limited` when this account or address has failed too often
   */
  attempt(email: string, address: string): Promise<void>;
  failed(address: string): Promise<void>;
  /** Takes back what `attempt` counted for the account. */
  succeeded(email: string, address: string): Promise<void>;
}

/** Slows down guessing of passwords, counted in Redis for all processes, in memory where Redis is gone. */
export function createLoginLimiter(redis: Redis | undefined): LoginLimiter {
  const limiterOf = (name: keyof typeof windows) => {
    const options = { keyPrefix: `login:${name}`, ...windows[name] };
    const memory = new RateLimiterMemory(options);
    if (!redis) return memory;
    return new RateLimiterRedis({ storeClient: redis, insuranceLimiter: memory, ...options });
  };
  const accountFromAddress = limiterOf('accountFromAddress');
  const account = limiterOf('account');
  const byAddress = limiterOf('address');

  return {
    async attempt(email, address) {
      const state = await byAddress.get(address);
      if (state && state.consumedPoints >= windows.address.points) throw tooMany(state.msBeforeNext);
      // In this order: who is stopped at one place does not use up what the account has left elsewhere.
      await consume(accountFromAddress, `${email} ${address}`);
      await consume(account, email);
    },
    async failed(address) {
      await byAddress.consume(address).catch(ignoreRejection);
    },
    async succeeded(email, address) {
      await Promise.all([accountFromAddress.delete(`${email} ${address}`), account.delete(email)]);
    },
  };
}

export const unlimitedLogins: LoginLimiter = {
  attempt: async () => {},
  failed: async () => {},
  succeeded: async () => {},
};

function tooMany(msBeforeNext: number): Problem {
  return new Problem('rate_limited', 'Too many failed logins; wait a little before trying again', {
    retryAfterSeconds: msBeforeNext / 1_000,
  });
}

async function consume(limiter: RateLimiterAbstract, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (reason) {
    if (reason instanceof RateLimiterRes) throw tooMany(reason.msBeforeNext);
    throw reason;
  }
}

/** consume() rejects with the state once the limit is passed; the next attempt() reports it. */
function ignoreRejection(reason: unknown): void {
  if (!(reason instanceof RateLimiterRes)) throw reason;
}

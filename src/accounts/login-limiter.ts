import type { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { AccountError } from './account-error.ts';
import type { KeyedHash } from './keyed-hash.ts';

const QUARTER_HOUR = 15 * 60;

/** Failed logins that are allowed in a window of seconds. A success starts the account's count anew. */
const windows = {
  /** One person who mistypes; a guesser at one place is stopped here. */
  accountFromAddress: { points: 10, duration: QUARTER_HOUR },
  /** A guesser at many places. */
  account: { points: 50, duration: QUARTER_HOUR },
  /** One place that tries many accounts. */
  address: { points: 100, duration: QUARTER_HOUR },
} as const;

/** One try to log in. Texts of any kind; what is kept of them in Redis are keyed hashes. */
export interface Attempt {
  email: string;
  address: string;
  /** Whether this account has logged in from this address before. Asked when a limit is met, and only then. */
  isKnown(): Promise<boolean>;
}

export interface LoginLimiter {
  /**
   * Counts an attempt as failed before it is judged, so that guesses that come all at once are stopped, too.
   *
   * Where the account has logged in before, only the guesses from there count: strangers elsewhere cannot lock the
   * owner out, nor can neighbours behind the same address (OWASP Authentication Cheat Sheet, "Account Lockout").
   *
   * @throws {AccountError} `too_many_failures` when this account or address has failed too often
   */
  attempt(attempt: Attempt): Promise<void>;
  /** The password was right: takes back what `attempt` counted, and forgets the account's failures. */
  succeeded(email: string, address: string): Promise<void>;
  /** Nobody could tell whether it was right: takes back what `attempt` counted. */
  unjudged(email: string, address: string): Promise<void>;
}

/**
 * Slows down guessing of passwords, counted in Redis for all processes, in memory as well.
 *
 * @param hash for the keys: no e-mail address stands in Redis
 */
export function createLoginLimiter(redis: Redis | undefined, hash: KeyedHash): LoginLimiter {
  const limiterOf = (name: keyof typeof windows) => {
    const options = { keyPrefix: `login:${name}`, ...windows[name] };
    return counterOf(
      new RateLimiterMemory(options),
      redis && new RateLimiterRedis({ storeClient: redis, ...options }),
    );
  };
  const accountFromAddress = limiterOf('accountFromAddress');
  const account = limiterOf('account');
  const byAddress = limiterOf('address');
  const keyOf = (...parts: string[]) => hash(parts.join(' ')).toString('base64url');

  return {
    async attempt({ email, address, isKnown }) {
      // In this order: who is stopped at one place does not use up what the account has left elsewhere.
      const here = await accountFromAddress.consume(keyOf(email, address));
      if (here > 0) throw tooMany(here);
      const waitMs = (await byAddress.consume(keyOf(address))) || (await account.consume(keyOf(email)));
      if (waitMs > 0 && !(await isKnown())) throw tooMany(waitMs);
    },
    async succeeded(email, address) {
      await Promise.all([
        accountFromAddress.delete(keyOf(email, address)),
        account.delete(keyOf(email)),
        byAddress.reward(keyOf(address)),
      ]);
    },
    async unjudged(email, address) {
      await Promise.all([
        accountFromAddress.reward(keyOf(email, address)),
        account.reward(keyOf(email)),
        byAddress.reward(keyOf(address)),
      ]);
    },
  };
}

export const unlimitedLogins: LoginLimiter = {
  attempt: async () => {},
  succeeded: async () => {},
  unjudged: async () => {},
};

function tooMany(msBeforeNext: number): AccountError {
  return new AccountError({ kind: 'too_many_failures', retryAfterSeconds: msBeforeNext / 1_000 });
}

interface FailureCounter {
  /** @returns 0 while there is room, else how many ms are left until there is */
  consume(key: string): Promise<number>;
  /** Takes one back. */
  reward(key: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/**
 * What Redis says holds. Memory counts along, and answers where Redis does not in time: it knows what this process
 * has let pass already, so that a Redis which comes and goes does not open a second window beside the first.
 */
function counterOf(memory: RateLimiterMemory, redis: RateLimiterRedis | undefined): FailureCounter {
  /** Redis that is gone is told of elsewhere. */
  const inRedis = (change: (limiter: RateLimiterRedis) => Promise<unknown>) =>
    redis && change(redis).catch(() => {});
  return {
    async consume(key) {
      const [counted, known] = await Promise.all([
        left(memory, key),
        redis && left(redis, key).catch(() => undefined),
      ]);
      return known ?? counted;
    },
    async reward(key) {
      await Promise.all([memory.reward(key), inRedis((limiter) => limiter.reward(key))]);
    },
    async delete(key) {
      await Promise.all([memory.delete(key), inRedis((limiter) => limiter.delete(key))]);
    },
  };
}

/** @returns 0 while there is room, else how many ms are left until there is */
async function left(limiter: RateLimiterAbstract, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (reason) {
    if (reason instanceof RateLimiterRes) return Math.max(1, reason.msBeforeNext);
    throw reason;
  }
}

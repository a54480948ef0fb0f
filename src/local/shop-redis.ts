import { connect } from 'node:net';
import { startRedis } from './redis.ts';
import { keepService, type ShopContext } from './shop-context.ts';
import type { TerminalStep } from './terminal.ts';

const without = 'jobs run on PostgreSQL, the cache is in memory';

/** Starts Redis in the background. @returns where to ask for its address, with a line of the start-up log. */
export function beginRedis(context: ShopContext): { url(): Promise<string | undefined> } {
  const { redisUrl, withoutRedis } = context.settings;
  if (redisUrl !== undefined) return { url: () => givenRedis(context, redisUrl) };
  if (withoutRedis) {
    return {
      url: async () => {
        context.terminal.step('Redis', '').done(`none (HOLDFAST_REDIS=none): ${without}`);
        return undefined;
      },
    };
  }
  return privateRedis(context);
}

async function givenRedis({ terminal }: ShopContext, redisUrl: string): Promise<string> {
  const step = terminal.step('Redis', 'looking whether it answers');
  const answers = await accepts(new URL(redisUrl));
  step.done(answers ? 'as REDIS_URL says' : 'REDIS_URL: does not answer yet; orders are taken all the same');
  return redisUrl;
}

function privateRedis(context: ShopContext): { url(): Promise<string | undefined> } {
  const { settings, records, terminal } = context;
  let step: TerminalStep | undefined;
  let doing = 'starting';
  let ran = false;
  let reason = '';
  const begun = keepService(context, 'redis', 'Redis', async (onService) => {
    const result = await startRedis({
      dataDir: settings.dataDir,
      records,
      onProgress: (text) => {
        doing = text;
        step?.update(text);
      },
    });
    if (result.redis !== null) {
      ran = true;
      onService(result.redis);
      return result.redis;
    }
    // The shop can begin without a Redis; one that ran and does not come back is a fault.
    if (ran) throw new Error(result.reason);
    reason = result.reason;
    return null;
  });
  // Its failure is looked at when it is this part's turn.
  begun.catch(() => {});
  return {
    url: async () => {
      step = terminal.step('Redis', doing);
      const redis = await begun;
      if (redis === null) {
        step.done(`none (${reason}): ${without}. To have it: install redis-server, or set REDIS_URL`);
        return undefined;
      }
      step.done(`${redis.label}, private, on port ${new URL(redis.url).port}`);
      return redis.url;
    },
  };
}

function accepts(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || 6379 });
    socket.setTimeout(2_000, () => socket.destroy());
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => {});
    socket.once('close', () => resolve(false));
  });
}

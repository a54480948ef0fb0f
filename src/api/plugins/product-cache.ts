import fp from 'fastify-plugin';
import { Counter, Gauge } from 'prom-client';
import { startChangeFeed } from '../../catalog/cache/change-feed.ts';
import { createDatabaseSource } from '../../catalog/cache/database-source.ts';
import type { CacheCounts } from '../../catalog/cache/lookup.ts';
import { createProductCache, type ProductCache } from '../../catalog/cache/product-cache.ts';
import { createSharedTier } from '../../catalog/cache/shared-tier.ts';

declare module 'fastify' {
  interface FastifyInstance {
    productCache: ProductCache;
  }
}

/** How often the other processes learn what is asked for here, in ms. */
const SHARE_USES_EVERY_MS = 5_000;

/** `app.productCache`: memory, Redis where there is one, PostgreSQL behind and for news of changes. */
export const productCachePlugin = fp(
  async (app) => {
    const shared = app.hasDecorator('redis')
      ? createSharedTier(app.redis, (err) => app.log.debug({ err }, 'Redis was skipped by the product cache'))
      : undefined;
    const cache = createProductCache(createDatabaseSource(app.pg), shared);
    const feed = startChangeFeed(app.config.databaseUrl, cache, {
      onLost: (err) =>
        app.log.warn({ err }, 'changes of the catalog are not heard of; answers may be a second old'),
      onBack: () => app.log.debug('listening for changes of the catalog'),
    });
    const sharing = setInterval(() => void cache.shareUses(), SHARE_USES_EVERY_MS).unref();
    app.addHook('onClose', async () => {
      clearInterval(sharing);
      await feed.close();
    });
    app.decorate('productCache', cache);
  },
  { name: 'product-cache', dependencies: ['database', 'redis'] },
);

/** Kept as plain numbers and read when somebody asks: a hit has no time for more. */
export const productCacheMetricsPlugin = fp(
  async (app) => {
    const registers = [app.metrics.registry];
    const { counts } = app.productCache;
    const known: CacheCounts = { memory: 0, redis: 0, database: 0, stale: 0 };
    new Counter({
      name: 'holdfast_product_cache_answers_total',
      help: 'Answers of the catalog by where they came from',
      labelNames: ['from'],
      registers,
      collect() {
        for (const from of Object.keys(known) as (keyof CacheCounts)[]) {
          this.inc({ from }, counts[from] - known[from]);
          known[from] = counts[from];
        }
      },
    });
    new Gauge({
      name: 'holdfast_product_cache_bytes',
      help: 'Memory that cached answers take, about',
      registers,
      collect() {
        this.set(app.productCache.bytes);
      },
    });
  },
  { name: 'product-cache-metrics', dependencies: ['metrics', 'product-cache'] },
);

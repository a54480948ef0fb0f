import fp from 'fastify-plugin';
import {
  createMemoryProductCache,
  createRedisProductCache,
  type ProductCache,
} from '../../catalog/product-cache.ts';

declare module 'fastify' {
  interface FastifyInstance {
    productCache: ProductCache;
  }
}

export const productCachePlugin = fp(
  async (app) => {
    const cache = app.hasDecorator('redis')
      ? createRedisProductCache(app.redis, (error) =>
          app.log.debug({ err: error }, 'the product cache was skipped'),
        )
      : createMemoryProductCache();
    app.decorate('productCache', cache);
  },
  { name: 'product-cache', dependencies: ['redis'] },
);

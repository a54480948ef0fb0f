import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import findMyWay from 'find-my-way';

/** Fastify finds a route by method and address; this finds the methods of an address, for 405 and OPTIONS. */
const registries = new WeakMap<FastifyInstance['server'], findMyWay.Instance<findMyWay.HTTPVersion.V1>>();

export const allowedMethodsPlugin = fp(
  async (app) => {
    // As Fastify is told to: /docs and /docs/ are one address.
    const router = findMyWay({ ignoreTrailingSlash: true });
    const methodsByUrl = new Map<string, Set<string>>();
    registries.set(app.server, router);
    app.addHook('onRoute', (route) => {
      // The CORS plugin's catch-all for preflights is no address of its own.
      if (route.url === '*') return;
      const url = route.url.replace(/(?<=.)\/$/, '');
      const known = methodsByUrl.get(url);
      const methods = known ?? new Set(['OPTIONS']);
      for (const method of [route.method].flat()) methods.add(method);
      if (known) return;
      methodsByUrl.set(url, methods);
      router.on('GET', url, () => {}, methods);
    });
  },
  { name: 'allowed-methods' },
);

export function allowedMethods(app: FastifyInstance, url: string): string[] {
  const found = registries.get(app.server)?.find('GET', url.split('?', 1)[0] ?? url);
  return found ? [...(found.store as Set<string>)].sort() : [];
}

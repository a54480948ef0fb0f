import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

/**
 * Many clients name a Content-Type with every request. Where a route asks for no body, an empty one is none,
 * whatever it is called; where it asks for one, an empty body stays a fault.
 */
export const emptyBodyPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (request, _reply, done) => {
      const { headers } = request;
      if (headers['content-type'] !== undefined && isEmpty(request) && goesWithout(request))
        delete headers['content-type'];
      done();
    });
  },
  { name: 'empty-body' },
);

function isEmpty({ headers }: FastifyRequest): boolean {
  const length = headers['content-length'];
  return length === '0' || (length === undefined && headers['transfer-encoding'] === undefined);
}

function goesWithout(request: FastifyRequest): boolean {
  const body = request.routeOptions.schema?.body as { anyOf?: { type?: string }[] } | undefined;
  return body === undefined || body.anyOf?.some(({ type }) => type === 'null') === true;
}

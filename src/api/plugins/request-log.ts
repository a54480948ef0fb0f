import fp from 'fastify-plugin';

/**
 * One line for each answer at the level debug, to find a `requestId` in. Without the query, the body and who asked.
 * Where the level is higher there is no hook: a line costs as much as a small route.
 */
export const requestLogPlugin = fp(
  async (app) => {
    if (!['debug', 'trace'].includes(app.config.logLevel)) return;
    app.addHook('onResponse', (request, reply, done) => {
      const line = {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      };
      app.log.debug(line, 'answered');
      done();
    });
  },
  { name: 'request-log' },
);

import fp from 'fastify-plugin';

/** How often connections that became idle meanwhile are ended, in ms. */
const SWEEP_MS = 50;

/**
 * Closing answers what is under way, and nothing keeps it waiting afterwards: a client whose request was
 * open when the closing began would keep its connection alive, and the process with it.
 */
export const drainingPlugin = fp(
  async (app) => {
    let draining = false;
    app.addHook('preClose', async () => {
      draining = true;
      if (!app.server.listening) return;
      const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
      app.server.once('close', () => clearInterval(sweep));
    });
    app.addHook('onSend', (_request, reply, payload, done) => {
      if (draining) reply.header('connection', 'close');
      done(null, payload);
    });
  },
  { name: 'draining' },
);

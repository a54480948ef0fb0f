import type { Socket } from 'node:net';
import fp from 'fastify-plugin';
import { Problem } from '../../errors.ts';

/**
 * Requests of one connection that are answered at once; one more is 429. A client writes its next request when it has
 * read the last answer, few write some ahead. Answers wait in memory until those before them are read, so that one
 * connection may hold as many as it has asked for, of up to a megabyte each.
 */
const MOST_AT_ONCE = 32;

/** Registered after whatever an answer has to have. */
export const pipeliningPlugin = fp(
  async (app) => {
    const unanswered = new WeakMap<Socket, number>();
    app.addHook('onRequest', (request, reply, done) => {
      const { socket } = request.raw;
      // What is written behind it may be lost: whoever waits for its answer is told to send it again.
      if (request.headers.upgrade !== undefined) reply.raw.setHeader('connection', 'close');
      const others = unanswered.get(socket) ?? 0;
      unanswered.set(socket, others + 1);
      if (others < MOST_AT_ONCE) return done();
      done(
        new Problem('rate_limited', `${MOST_AT_ONCE} requests of this connection wait for answers`, tellWhen),
      );
    });
    app.addHook('onResponse', ({ raw: { socket } }, _reply, done) => {
      unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1);
      done();
    });
  },
  { name: 'pipelining', dependencies: ['http'] },
);

const tellWhen = { retryAfterSeconds: 1 };

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the process is about to end: what it needs for its work may be closed already. */
    isStopping(): boolean;
  }
}

/**
 * How long, after closing began, connections live that carry nothing, in ms: what a client sends meanwhile is answered,
 * and told that the connection closes. Ended at once, a client that has just sent sees its connection reset.
 */
const IDLE_GRACE_MS = 500;
/**
 * How long a request may take to arrive, or an answer to be read, after closing began, in ms. Below the 8 s in
 * which the process must be gone: only what we still work on may outlast this.
 */
const CLIENT_GRACE_MS = 3_000;
/** How often connections are looked at while closing, in ms. */
const SWEEP_MS = 50;

/**
 * Closing answers what is under way and what still arrives on open connections; new ones are not taken. Nothing
 * that waits for a client keeps it waiting: connections without a request, half a request, an answer that is not read.
 */
export const drainingPlugin = fp(
  async (app) => {
    const { server } = app;
    const connections = followConnections(server);
    let draining = false;
    app.decorate('isStopping', () => draining);
    app.addHook('preClose', async () => {
      draining = true;
      if (!server.listening) return;
      const endIdle = server.closeIdleConnections.bind(server);
      // Node calls it as it stops listening; ours are ended when their time is over.
      server.closeIdleConnections = () => {};
      const began = performance.now();
      const sweep = setInterval(() => {
        // The last has gone, also of those that came by another address.
        if (!server.listening && connections.size === 0) return clearInterval(sweep);
        const elapsedMs = performance.now() - began;
        if (elapsedMs < IDLE_GRACE_MS) return;
        endIdle();
        for (const [socket, answer] of connections) {
          const isSilent = answer === undefined && socket.bytesRead === 0;
          if (isSilent || (elapsedMs > CLIENT_GRACE_MS && waitsForClient(answer))) socket.destroy();
        }
      }, SWEEP_MS);
    });
    app.addHook('onSend', (_request, reply, payload, done) => {
      if (draining) reply.header('connection', 'close');
      done(null, payload);
    });
  },
  { name: 'draining' },
);

/** The open connections, each with the answer to its last request, if there was one. Node tells of none of them. */
function followConnections(server: Server): Map<Socket, ServerResponse | undefined> {
  const connections = new Map<Socket, ServerResponse | undefined>();
  server.on('connection', (socket: Socket) => {
    connections.set(socket, undefined);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    if (connections.has(socket)) connections.set(socket, response);
  });
  return connections;
}

/** Whether a connection has half a request, or an answer that is written and not read. */
function waitsForClient(answer: ServerResponse | undefined): boolean {
  return answer === undefined || !answer.req.complete || answer.writableEnded;
}

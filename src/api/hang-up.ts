import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/** Of each open connection, the requests that are not answered yet. */
const unanswered = new WeakMap<Socket, Set<AbortController>>();

/**
 * Aborted when the client's connection closes before the answer was sent. The connection tells, not the answer: of
 * requests that wait in line on one connection only the first would hear from its own answer that nobody listens.
 */
export function hangUpOf({ raw: answer, request }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const { socket } = request.raw;
  if (socket.destroyed) {
    controller.abort();
    return controller.signal;
  }
  const waiting = unanswered.get(socket) ?? follow(socket);
  waiting.add(controller);
  answer.once('close', () => {
    waiting.delete(controller);
    // Of the connection's own event it may hear first.
    if (!answer.writableFinished) controller.abort();
  });
  return controller.signal;
}

function follow(socket: Socket): Set<AbortController> {
  const waiting = new Set<AbortController>();
  unanswered.set(socket, waiting);
  socket.once('close', () => {
    for (const controller of waiting) controller.abort();
  });
  return waiting;
}

import type { FastifyReply } from 'fastify';

/**
 * Aborted when the client's connection closes before the answer was sent. Node tells so each answer that waits in line
 * on the connection, not the first alone.
 */
export function hangUpOf({ raw: answer, request }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  if (request.raw.socket.destroyed) controller.abort();
  else
    answer.once('close', () => {
      if (!answer.writableFinished) controller.abort();
    });
  return controller.signal;
}

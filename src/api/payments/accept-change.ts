import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import type { Change } from '../../order-life/command.ts';
import { runTransition } from '../../order-life/run-transition.ts';
import { answerOnce } from '../answer-once.ts';
import { type Asked, askedBy } from '../orders/change-order.ts';

/**
 * Takes on what a provider has the last word about: 202 with Location, and once under an Idempotency-Key. Publishes what it
 * owes once it is committed.
 *
 * @param locationOf where it can be read how it ended
 */
export async function acceptChange<View extends { id: string }>(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  locationOf: (id: string) => string,
  change: (client: PoolClient, asked: Asked) => Promise<Change<View>>,
): Promise<never> {
  const asked = askedBy(request);
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => runTransition(app.pg, work);
  const { reference, body, result } = await answerOnce(request, reply, transact, async (client) => {
    const changed = await change(client, asked);
    return { reference: changed.view.id, status: 202, view: changed.view, result: changed };
  });
  if (result) app.jobs.publish(result.owes);
  return reply.header('location', locationOf(reference)).send(body as never) as never;
}

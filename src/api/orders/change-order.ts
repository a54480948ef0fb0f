import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import type { Actor, Change, OrderRef } from '../../order-life/command.ts';
import { runTransition } from '../../order-life/run-transition.ts';
import { answerOnce } from '../answer-once.ts';
import { operatorOf } from '../audit/audit-trail.ts';
import { may, mustHave } from '../plugins/access.ts';
import { preconditionOf } from '../preconditions.ts';

/** Who asks for a change of which order, and what has to be true of it. */
export interface Asked extends OrderRef {
  actor: Actor;
}

/**
 * The order in the address and the conditions in the headers; a buyer's own order, or any for those who work here.
 *
 * @throws {Problem} `forbidden` for those who may read all orders and change none
 */
export function askedBy(request: FastifyRequest): Asked {
  const { params, headers, user } = request;
  const isOperator = may(request, 'orders:read') || may(request, 'orders:write');
  if (isOperator) mustHave(request, 'orders:write');
  return {
    orderId: (params as { id: string }).id,
    ownerId: isOperator ? undefined : user.sub,
    precondition: preconditionOf(headers),
    actor: isOperator ? operatorAs(request) : { role: 'CUSTOMER', id: user.sub },
  };
}

/** @returns with what the audit log tells of them */
function operatorAs(request: FastifyRequest): Actor {
  const trail = operatorOf(request);
  return { ...trail.actor, trail };
}

/** Changes an order for a request, and publishes what that owes once it is committed. */
export async function changeOrder<View>(
  app: FastifyInstance,
  request: FastifyRequest,
  change: (client: PoolClient, asked: Asked) => Promise<Change<View>>,
): Promise<View> {
  const asked = askedBy(request);
  const { view, owes } = await runTransition(app.pg, (client) => change(client, asked));
  app.jobs.publish(owes);
  return view;
}

/**
 * As changeOrder for a POST: 201 with Location, and once under an Idempotency-Key.
 *
 * @param locationOf where the record with this id is
 */
export const recordChange: TakeOnce = (...asked) => takeOnce(201, ...asked);

/** As recordChange, of what a provider has the last word about: 202, and where it can be read how it ended. */
export const acceptChange: TakeOnce = (...asked) => takeOnce(202, ...asked);

type TakeOnce = <View extends { id: string }>(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  locationOf: (id: string) => string,
  change: (client: PoolClient, asked: Asked) => Promise<Change<View>>,
) => Promise<never>;

async function takeOnce<View extends { id: string }>(
  status: 201 | 202,
  ...[app, request, reply, locationOf, change]: Parameters<typeof recordChange<View>>
): Promise<never> {
  const asked = askedBy(request);
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => runTransition(app.pg, work);
  const { reference, body, result } = await answerOnce(request, reply, transact, async (client) => {
    const changed = await change(client, asked);
    return { reference: changed.view.id, status, view: changed.view, result: changed };
  });
  if (result) app.jobs.publish(result.owes);
  return reply.header('location', locationOf(reference)).send(body as never) as never;
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordAudit } from '../../audit/record-audit.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { addressOf } from '../client-address.ts';
import type { LoggedInOperator } from './session.ts';

/**
 * Writes down what an operator is about to do on the board of the queues. Before it is done: the queues are in no
 * transaction of ours, and what cannot be recorded is not done.
 */
export async function auditBoard(
  app: FastifyInstance,
  request: FastifyRequest,
  { role, id }: LoggedInOperator,
): Promise<void> {
  const { queueName = 'all' } = request.params as { queueName?: string };
  const path = request.url.split('?', 1)[0];
  const trail = { actor: { role, id }, address: addressOf(request), action: 'changeQueue' };
  const change = {
    subject: { type: 'queue', id: queueName.slice(0, 255) },
    after: { asked: `${request.method} ${path}` },
  };
  await inTransaction(app.pg, (client) => recordAudit(client, trail, change));
}

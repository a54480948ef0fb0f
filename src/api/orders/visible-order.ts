import type { FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { Problem } from '../../errors.ts';
import { isOrderOf } from '../../orders/read-orders.ts';
import { may } from '../plugins/access.ts';

/** The id of the order in the address, in lower case. @throws {Problem} `not_found` where the caller has no such order */
export async function visibleOrder(pool: Pool, request: FastifyRequest): Promise<string> {
  const id = (request.params as { id: string }).id.toLowerCase();
  const ownerId = may(request, 'orders:read') ? undefined : request.user.sub;
  if (!(await isOrderOf(pool, id, ownerId))) throw new Problem('not_found', 'There is no such order');
  return id;
}

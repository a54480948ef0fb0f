import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { needs } from '../page-scope.ts';
import { moneyActions } from './action-routes.ts';
import { findTrouble } from './sql/find-trouble.ts';
import { paymentsPath, troublePage } from './trouble-page.ts';

/** Cases of each kind on the page. */
const SHOWN = 50;

/** Payments for operators: what needs a person, and what they do with the money of an order. */
export async function paymentPages(app: FastifyInstance, { pool }: { pool: Pool }): Promise<void> {
  needs(app, 'orders:read');
  app.get(paymentsPath, async (_request, reply) =>
    reply.send(troublePage(await findTrouble(pool, SHOWN), SHOWN)),
  );
  moneyActions(app, pool);
}

import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { needs } from '../page-scope.ts';
import { createOverview } from './collect.ts';
import { overviewFragment, overviewPage } from './page.ts';

/** The overview, and its cards for pages that are open. Each answer ends: nothing to count or to cut at the end. */
export async function overviewPages(app: FastifyInstance, { pool }: { pool: Pool }): Promise<void> {
  needs(app, 'orders:read');
  const overview = createOverview(app, pool);
  app.get('/admin', async (_request, reply) => reply.send(overviewPage(await overview())));
  app.get('/admin/live', async (_request, reply) => reply.send(overviewFragment(await overview())));
}

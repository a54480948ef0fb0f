import type { FastifyError, FastifyInstance } from 'fastify';
import { html } from '../../markup/html.ts';
import { sendProblem, toProblem } from '../plugins/problems.ts';
import { accountPages } from './account/routes.ts';
import { auditPages } from './audit/routes.ts';
import { costPages } from './costs/routes.ts';
import { customerPages } from './customers/routes.ts';
import { card, operatorPage } from './layout.ts';
import { mailPages } from './mails/routes.ts';
import { createOperatorsPool } from './operators-pool.ts';
import { orderPages } from './orders/routes.ts';
import { overviewPages } from './overview/routes.ts';
import { paymentPages } from './payments/routes.ts';
import { productPages } from './products/routes.ts';
import { apiKeyPages } from './staff/api-key-routes.ts';
import { staffPages } from './staff/routes.ts';
import { webhookPages } from './webhooks/routes.ts';

/** The pages that we make ourselves, behind the login. Whoever registers them guards them. */
export async function operatorPages(app: FastifyInstance): Promise<void> {
  const pool = createOperatorsPool(app.config.databaseUrl);
  pool.on('error', (err) => app.log.warn({ err }, 'an operators’ database connection ended'));
  app.addHook('onClose', () => pool.end());
  app.addHook('preHandler', async (_request, reply) => {
    reply.type('text/html; charset=utf-8');
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error as FastifyError, request);
    if (!(request.headers.accept ?? '').includes('text/html')) return sendProblem(problem, request, reply);
    request.log.warn({ err: error }, 'a page for operators could not be made');
    const words =
      problem.status === 503 ? 'PostgreSQL does not answer. Reload the page to ask again.' : problem.title;
    const content = card({
      id: 'problem',
      title: 'This page cannot be shown now',
      content: html`<p>${words}</p>`,
    });
    return reply
      .code(problem.status)
      .headers(problem.headers)
      .type('text/html; charset=utf-8')
      .send(operatorPage({ title: problem.title, content: html`<div class="grid">${content}</div>` }));
  });
  await app.register(overviewPages, { pool });
  await app.register(orderPages, { pool });
  await app.register(paymentPages, { pool });
  await app.register(productPages, { pool });
  await app.register(costPages);
  await app.register(customerPages, { pool });
  await app.register(mailPages);
  await app.register(accountPages);
  await app.register(staffPages);
  await app.register(apiKeyPages);
  await app.register(webhookPages);
  await app.register(auditPages, { pool });
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { listAudit } from '../../audit/list-audit.ts';
import { instantOf } from '../instant.ts';
import { Page, problemResponses } from '../schemas.ts';
import { AuditEntrySchema, AuditQuerySchema } from './schemas.ts';

export const auditRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/audit-log',
    {
      config: { access: 'staff:write' },
      schema: {
        tags: ['Staff'],
        operationId: 'listAuditLog',
        summary: 'Read the audit log',
        description:
          'Every change by administrators, staff and API keys, newest first. An entry is written in the transaction ' +
          'of its change, and nothing removes or alters one. It holds no secrets, and names customers by id alone.',
        querystring: AuditQuerySchema,
        response: {
          200: Page(AuditEntrySchema, 'AuditPage'),
          ...problemResponses('invalid_cursor', 'validation_failed'),
        },
      },
    },
    ({ query: { from, to, ...query } }) =>
      listAudit(app.pg, {
        ...query,
        ...(from === undefined ? {} : { from: instantOf(from, '#/from') }),
        ...(to === undefined ? {} : { to: instantOf(to, '#/to') }),
      }),
  );
};

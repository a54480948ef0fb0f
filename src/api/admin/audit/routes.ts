import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { listAudit } from '../../../audit/list-audit.ts';
import { needs } from '../page-scope.ts';
import { queryText, readDay, readId } from '../query.ts';
import { type AskedAudit, auditLogPage, auditPath } from './page.ts';
import { findNames } from './sql/find-names.ts';

const ENTRIES_ON_PAGE = 50;
const DAY_MS = 24 * 3_600_000;

/** The audit log for operators. */
export async function auditPages(app: FastifyInstance, { pool }: { pool: Pool }): Promise<void> {
  needs(app, 'staff:write');
  app.get(auditPath, async (request, reply) => {
    const asked = askedOf(request);
    const { actor, action, subject, from, to } = asked;
    const page = await listAudit(pool, {
      actor: actor || undefined,
      action: action || undefined,
      subject: subject || undefined,
      from: from === '' ? undefined : new Date(from),
      to: to === '' ? undefined : new Date(Date.parse(to) + DAY_MS - 1),
      limit: ENTRIES_ON_PAGE,
      cursor: queryText(request, 'cursor', 1_500) || undefined,
    });
    const names = await findNames(
      pool,
      page.items.map((entry) => entry.actor.id),
    );
    return reply.send(auditLogPage(asked, page, names));
  });
}

function askedOf(request: FastifyRequest): AskedAudit {
  return {
    actor: readId(queryText(request, 'actor', 36)) ?? '',
    action: queryText(request, 'action', 100),
    subject: queryText(request, 'subject', 255),
    from: readDay(queryText(request, 'from', 10)),
    to: readDay(queryText(request, 'to', 10)),
  };
}

import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { DisabledReason } from '../entities/webhook-endpoint.entity.ts';
import { linkKey } from '../links/link-token.ts';
import { oweLink } from '../links/owe-link.ts';
import { disableEndpoint } from '../webhooks/endpoint-events.ts';

/** Disables an endpoint and owes every administrator a mail about it, in one transaction; once, however many ask. */
export async function disableAndNotify(
  pool: Pool,
  jwtSecret: string,
  endpointId: string,
  reason: DisabledReason,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    if (!(await disableEndpoint(client, endpointId, reason))) return;
    const { rows } = await client.query<{ id: string; email: string }>(
      `select id, email from users where role = 'ADMIN' and email is not null order by id`,
    );
    for (const { id: userId, email } of rows)
      await oweLink(client, linkKey(jwtSecret), { kind: 'webhook-disabled-notice', email, userId });
  });
}

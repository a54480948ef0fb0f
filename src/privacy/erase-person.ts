import type { Pool, PoolClient } from 'pg';
import type { AuditTrail } from '../audit/audit-row.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { newId } from '../ids.ts';
import { uuidAt } from '../lists/uuid-time.ts';
import { runTransition } from '../order-life/run-transition.ts';
import { eraseStep } from './erase-step.ts';
import { ErasureError } from './erasure-error.ts';
import { type ErasureView, viewOfErasure } from './erasure-view.ts';
import { endLogins, eraseUser, holdUser, removeAnswers, removeOwn } from './sql/erase-account.ts';
import { type ErasureRow, findErasureOf, insertErasure } from './sql/erasures.ts';
import { hasOpenOrder } from './sql/orders-to-erase.ts';

export interface RequestedErasure {
  erasure: ErasureView;
  /** Logins that ended with it. */
  endedLogins: string[];
}

/**
 * Takes all that tells of a customer or a guest out of the shop: the account is nobody's from then on, and its logins end.
 * What was bought, what it cost and where in the world it went stays. Of somebody with more orders than fit into one
 * transaction, the rest goes later (`continueErasure`). Whoever asks again is told of the first time.
 *
 * Its own transaction, decided again where PostgreSQL broke a deadlock. Locks cart, address book, links and logins, the user (FOR UPDATE:
 * no order of theirs begins or is under way meanwhile), then the first orders in id order.
 *
 * @param by who had it done for them
 * @throws {ErasureError} not_found, order_open
 */
export function erasePerson(pool: Pool, userId: string, by?: AuditTrail): Promise<RequestedErasure> {
  return runTransition(pool, (client) => erasePersonIn(client, userId, by));
}

/** The same in the caller's transaction, which is decided again where it has to be (`runTransition`). */
export async function erasePersonIn(
  client: PoolClient,
  userId: string,
  by?: AuditTrail,
): Promise<RequestedErasure> {
  // In the order in which checkouts and logins take them: cart, links and tokens first, the user last.
  for (const statement of removeOwn) await client.query({ ...statement, values: [userId] });
  const ended = await endTheLogins(client, userId);
  const { rows: users } = await client.query<{ role: string }>({ ...holdUser, values: [userId] });
  const role = users[0]?.role;
  if (role !== 'CUSTOMER' && role !== 'GUEST') throw new ErasureError('not_found');
  const { rows: known } = await client.query<ErasureRow>({ ...findErasureOf, values: [userId] });
  if (known[0]) return { erasure: viewOfErasure(known[0]), endedLogins: ended };

  const { rows: open } = await client.query<{ open: boolean }>({ ...hasOpenOrder, values: [userId] });
  if (open[0]?.open) throw new ErasureError('order_open');
  // Of a login that began before the user was held.
  ended.push(...(await endTheLogins(client, userId)));
  await client.query({ ...eraseUser, values: [userId] });
  const { rows } = await client.query<ErasureRow>({ ...insertErasure, values: [newId(), userId] });
  const erasure = rows[0]!;
  await recordAudit(client, by, {
    subject: { type: 'user', id: userId },
    after: { erasureId: erasure.id },
  });
  await eraseStep(client, erasure, uuidAt(0));
  // After the orders are held, as a claim does.
  await client.query({ ...removeAnswers, values: [userId] });
  return { erasure: viewOfErasure(erasure), endedLogins: ended };
}

async function endTheLogins(client: PoolClient, userId: string): Promise<string[]> {
  const { rows } = await client.query<{ family_id: string }>({ ...endLogins, values: [userId] });
  return rows.map((row) => row.family_id);
}

/** The erasure of a customer, or undefined. */
export async function findErasure(
  pool: Pool,
  { customerId, id }: { customerId: string; id: string },
): Promise<ErasureView | undefined> {
  const { rows } = await pool.query<ErasureRow>({ ...findErasureOf, values: [customerId] });
  return rows[0]?.id === id.toLowerCase() ? viewOfErasure(rows[0]) : undefined;
}

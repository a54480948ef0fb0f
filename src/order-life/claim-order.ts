import type { Pool, PoolClient } from 'pg';
import { LinkExpired } from '../links/link-expired.ts';
import { findLink, useLink } from '../links/use-link.ts';
import { findUsedBy, noteUser } from '../links/used-by.ts';
import { holdOrder } from './hold-orders.ts';
import { conclude } from './order-state.ts';
import { holdCustomer, mayBeClaimed, moveOrder } from './sql/claim-order.ts';
import { withdrawAnswers } from './sql/withdraw-answers.ts';

const KIND = 'order-claim';

/** A mailed link that could be used now. */
export interface ClaimedLink {
  orderId: string;
  /** Whether its order may be taken into another account. */
  isClaimable: boolean;
}

/** What a mailed link leads to, or undefined: for a page that asks before it does something. */
export async function findClaim(pool: Pool, token: string): Promise<ClaimedLink | undefined> {
  const link = await findLink(pool, [KIND], token);
  if (!link || link.orderId === null) return undefined;
  const { orderId, email } = link;
  const { rowCount } = await pool.query({ ...mayBeClaimed, values: [orderId, email] });
  return { orderId, isClaimable: rowCount === 1 };
}

/**
 * Takes the order that a mailed link leads to into a customer's account. An order of another account moves only by a link
 * that went to the address of that account: a mistyped contact gives nobody's order away. Who asks again with a link that
 * they have used is answered the same.
 *
 * One transaction, the caller's, holds the used link, the order's owner and the event. Locks the customer (FOR KEY SHARE), the
 * link, then the order (FOR NO KEY UPDATE), then answers that were kept for its owner before, which are withdrawn.
 *
 * @returns the order's id
 * @throws {LinkExpired} where the link is unknown, used or over, or the order is not theirs to take; nothing is used up then
 */
export async function claimOrder(
  client: PoolClient,
  { token, userId }: { token: string; userId: string },
): Promise<string> {
  const { rowCount } = await client.query({ ...holdCustomer, values: [userId] });
  if (rowCount !== 1) throw new LinkExpired();
  const again = await findUsedBy(client, KIND, token, userId);
  if (again !== undefined) return again;
  const link = await useLink(client, [KIND], token);
  if (link.orderId === null) throw new LinkExpired();
  await noteUser(client, link.id, userId);
  const { order } = await holdOrder(client, { orderId: link.orderId });
  if (order.userId === userId) return order.id;
  const { rowCount: may } = await client.query({ ...mayBeClaimed, values: [order.id, link.email] });
  if (may !== 1) throw new LinkExpired();
  const event = conclude(order, {
    type: 'order.claimed',
    actor: { role: 'CUSTOMER', id: userId },
    data: { previousCustomerId: order.userId },
  });
  const { id, type, actor, data, createdAt, orderVersion } = event;
  await client.query({
    ...moveOrder,
    values: [order.id, userId, orderVersion, id, type, actor.role, JSON.stringify(data), createdAt],
  });
  // Else whoever had it would go on reading it by repeating what they asked for.
  await client.query({ ...withdrawAnswers, values: [[order.id], [order.userId]] });
  return order.id;
}

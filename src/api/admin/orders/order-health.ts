import type { OrderStatus } from '../../../entities/order.entity.ts';
import { duration } from '../format.ts';
import { degraded, type Health, ok, unknown } from '../health.ts';
import type { OrderDetails } from './order-details.ts';

/** Mail that takes longer than this is worth a word, in ms. */
const SOON_MS = 30_000;

const standing: Record<OrderStatus, string> = {
  PENDING: 'Unpaid',
  PLACED: 'Placed',
  CANCELLED: 'Cancelled',
};

/** How it stands with what an order owes. */
export function orderHealth({ order, messages, deliveries }: OrderDetails, now: number): Health {
  const stands = standing[order.status];
  if (!messages || !deliveries) return unknown(`${stands}. What it owes could not be read just now.`);
  const failed = messages.find(({ failedAt, state }) => failedAt !== null || state.state === 'failed');
  if (failed)
    return degraded(
      `${stands}, but a job of it failed for good: see below why, and retry it there.`,
      'Needs you',
    );
  const owed = messages.filter((message) => message.settledAt === null);
  if (owed.length === 0) {
    const sent = deliveries.some((delivery) => delivery.handedOverAt !== null);
    if (!sent && deliveries.length > 0)
      return degraded(
        `${stands}; its mail was tried and given up, and its job is in no queue any more.`,
        'Not sent',
      );
    return ok(sent ? `${stands}, and its mail was handed over.` : `${stands}, and nothing is owed.`);
  }
  const age = now - Math.min(...owed.map(({ createdAt }) => createdAt.getTime()));
  if (age < SOON_MS) return ok(`${stands}; its mail is on its way.`);
  const cause = owed.find(({ state }) => state.reason)?.state.reason;
  return degraded(
    `${stands}; its mail has been owed for ${duration(age)} and is tried again.${cause ? ' See why below.' : ''}`,
  );
}

/** Sends a request until it is answered, under one key. @returns what it was answered with */
export type Insist = (path: string, body: object) => Promise<{ id: string }>;

/** One order in so many does not stay as it was placed. */
const LIVES = 10;

/** An order of one product. */
interface Ordered {
  id: string;
  items: readonly { productId: string; quantity: number }[];
}

/**
 * Cancels, ships, or ships and takes back the n-th order, in turn, where it is a tenth one.
 *
 * @returns how many mails the shop owes for it
 */
export async function live(n: number, order: Ordered, buyer: Insist, operator: Insist): Promise<number> {
  if (n % LIVES !== 0) return 0;
  const path = `/orders/${order.id}`;
  const kind = (n / LIVES) % 3;
  if (kind === 0) {
    await buyer(`${path}/cancellations`, { reason: 'customer' });
    return 1;
  }
  await operator(`${path}/fulfillments`, { carrier: 'Chaos Parcels', trackingNumber: `C${n}` });
  if (kind === 1) return 1;
  const items = order.items.map(({ productId, quantity }) => ({ productId, quantity }));
  const sentBack = await buyer(`${path}/returns`, {
    items: items.map((item) => ({ ...item, reason: 'changed my mind' })),
  });
  await operator(`${path}/returns/${sentBack.id}/receipts`, {
    items: items.map((item) => ({ ...item, disposition: 'RESTOCK' })),
  });
  return 2;
}

import { orderNumber } from '../../orders/order-number.ts';
import { boardPath } from './board-path.ts';

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `order.send-confirmation-email` is "Send confirmation email": jobs are named `domain.verb-object`. */
export function jobTitle(name: string): string {
  const words = name.slice(name.indexOf('.') + 1).replaceAll('-', ' ');
  return words === '' ? name : words[0]!.toUpperCase() + words.slice(1);
}

/** The order that a job is about. Queues hold what anybody put there, so only what looks like an id counts. */
export function orderOfJob(data: unknown): string | undefined {
  const id = (data as { orderId?: unknown } | null | undefined)?.orderId;
  return typeof id === 'string' && uuidPattern.test(id) ? id : undefined;
}

/** A job's name for people, with the number of its order. */
export function jobLabel(job: { name: string; data?: unknown }): string {
  const orderId = orderOfJob(job.data);
  return orderId ? `${jobTitle(job.name)} · order ${orderNumber(orderId)}` : jobTitle(job.name);
}

/** Where an operator sees an order. */
export const orderPath = (orderId: string): string => `/admin/orders/${orderId}`;

/** Where an operator sees a job, and can retry it. */
export const jobPath = (queue: string, jobId: string): string =>
  `${boardPath}/queue/${encodeURIComponent(queue)}/${encodeURIComponent(jobId)}`;

/** Every queue. Jobs share one when they may wait for each other; slow mail must not hold up the catalogue. */
export const queueNames = ['mail', 'catalog', 'maintenance'] as const;
export type QueueName = (typeof queueNames)[number];

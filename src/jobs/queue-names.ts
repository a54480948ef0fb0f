/** Every queue. Jobs share one when they may wait for each other; a slow mail server or payment provider must not hold up the catalogue. */
export const queueNames = ['mail', 'catalog', 'maintenance', 'payments'] as const;
export type QueueName = (typeof queueNames)[number];

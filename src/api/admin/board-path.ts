/** Where Bull Board lives; part of the contract. */
export const boardPath = '/admin/queues';

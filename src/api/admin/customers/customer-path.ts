/** Where an operator sees a customer. */
export const customerPath = (userId: string): string => `/admin/customers/${userId}`;

import type { CustomerView } from '../../../customers/customer-view.ts';

/** Where an operator sees a customer. */
export const customerPath = (userId: string): string => `/admin/customers/${userId}`;

/** What a customer is called there. */
export function nameOf({ name, isGuest }: Pick<CustomerView, 'name' | 'isGuest'>): string {
  return name ?? (isGuest ? 'Guest' : 'Erased customer');
}

import type { Scope } from '../../accounts/scopes.ts';
import { boardPath } from './board-path.ts';

/** An entry of the navigation, and what an operator needs for it; null: nothing. */
export type Place = readonly [path: string, name: string, scope: Scope | null];

export const places: readonly Place[] = [
  ['/admin', 'Overview', 'orders:read'],
  ['/admin/orders', 'Orders', 'orders:read'],
  ['/admin/payments', 'Payments', 'orders:read'],
  ['/admin/products', 'Products', 'catalog:write'],
  ['/admin/shipping-methods', 'Costs', 'settings:write'],
  ['/admin/customers', 'Customers', 'customers:read'],
  ['/admin/mails', 'Mails', 'orders:read'],
  [boardPath, 'Queues', 'jobs:write'],
  ['/admin/webhooks', 'Webhooks', 'settings:write'],
  ['/admin/staff', 'Staff', 'staff:write'],
  ['/admin/api-keys', 'API keys', 'staff:write'],
  ['/admin/audit', 'Audit', 'staff:write'],
  ['/docs', 'API', null],
  ['/metrics', 'Metrics', null],
  ['/admin/account', 'Account', null],
  ['/admin/logout', 'Log out', null],
];

/** Where somebody begins who may not see the overview. */
export function firstPlace(scopes: readonly Scope[]): string {
  const [path] = places.find(([, , scope]) => scope !== null && scopes.includes(scope)) ?? [];
  return path ?? '/admin/account';
}

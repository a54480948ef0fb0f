import type { Role } from '../entities/user.entity.ts';

/** What somebody who works for the shop may do. */
export const scopes = [
  'orders:read',
  'orders:write',
  'catalog:write',
  'customers:read',
  'customers:erase',
  'settings:write',
  'jobs:write',
  'staff:write',
] as const;
export type Scope = (typeof scopes)[number];

/** Who somebody is to the shop, and what they may do for it. */
export interface Rights {
  role: Role;
  scopes: readonly Scope[];
}

/** An administrator has every scope, a member of the staff those that were given, and a customer none. */
export function rightsOf(role: Role, given: readonly string[]): Rights {
  if (role === 'ADMIN') return { role, scopes };
  return { role, scopes: role === 'STAFF' ? knownScopes(given) : [] };
}

/** Each once, in our order. A scope that a later release gave is not known here, and allows nothing. */
export function knownScopes(given: readonly string[]): Scope[] {
  return scopes.filter((scope) => given.includes(scope));
}

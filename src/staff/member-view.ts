import { knownScopes, rightsOf, type Scope } from '../accounts/scopes.ts';

/** Somebody who works for the shop, or is invited to. */
export interface MemberView {
  id: string;
  email: string;
  /** Null until they accept. */
  name: string | null;
  role: StaffRole;
  /** An administrator has all of them. */
  scopes: Scope[];
  status: 'ACTIVE' | 'INVITED';
  /** Since when they are here or invited: ISO 8601, UTC. */
  createdAt: string;
}

export type StaffRole = 'ADMIN' | 'STAFF';

export interface MemberRow {
  id: string;
  email: string;
  name: string | null;
  role: StaffRole;
  scopes: string[];
  /** Whoever is invited chooses a password when they accept. */
  is_active: boolean;
  created_ms: number;
}

/** Of `users u`. */
export const memberColumns = `u.id, u.email, u.name, u.role, u.scopes, u.password_hash is not null as is_active,
  (extract(epoch from u.created_at) * 1000)::float8 as created_ms`;

export function viewOfMember(row: MemberRow): MemberView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    scopes: row.role === 'ADMIN' ? [...rightsOf('ADMIN', []).scopes] : knownScopes(row.scopes),
    status: row.is_active ? 'ACTIVE' : 'INVITED',
    createdAt: new Date(row.created_ms).toISOString(),
  };
}

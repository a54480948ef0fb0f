import type { Rights, Scope } from '../accounts/scopes.ts';
import { StaffError } from './staff-error.ts';

/** Who gives rights to others, or takes them away. */
export interface Giver extends Rights {
  /** A user; of a key, who made it. */
  readonly id: string;
}

/** Nobody gives what they do not have: else whoever lets others in may do everything. @throws {StaffError} */
export function mayGive(by: Giver, scopes: readonly Scope[]): void {
  const missing = scopes.filter((scope) => !by.scopes.includes(scope));
  if (missing.length > 0) throw new StaffError({ kind: 'not_yours_to_give', scopes: missing });
}

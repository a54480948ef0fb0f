import type { Scope } from '../accounts/scopes.ts';

/** Why nothing was changed about who may do what. */
export type StaffFault =
  /** These scopes its giver does not have. */
  | { kind: 'not_yours_to_give'; scopes: readonly Scope[] }
  /** Of an administrator, by somebody who is none. */
  | { kind: 'for_administrators' }
  | { kind: 'not_yourself' }
  /** Somebody has to be able to let others in again. */
  | { kind: 'last_admin' }
  | { kind: 'email_taken' }
  /** Of a member of the staff they are needed, and an administrator has none of their own. */
  | { kind: 'unfit_scopes'; why: string }
  | { kind: 'no_such_member' };

export class StaffError extends Error {
  override readonly name = 'StaffError';

  constructor(readonly fault: StaffFault) {
    super(fault.kind);
  }
}

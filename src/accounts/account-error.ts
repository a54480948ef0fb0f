/** Why nobody is logged in, registered or given another token. */
export type AccountFault =
  /** @property member of the request @property why in words, for whoever chose it */
  | { kind: 'unfit_password'; member: string; why: string }
  | { kind: 'email_taken' }
  /** A guest who has become an account, and asks for another one. */
  | { kind: 'already_registered' }
  /** A wrong password and an unknown e-mail alike. */
  | { kind: 'wrong_credentials' }
  /** Unknown, expired, revoked or reused. */
  | { kind: 'invalid_refresh_token' }
  | { kind: 'too_many_failures'; retryAfterSeconds: number }
  /** Too many wait for the hash of their password. */
  | { kind: 'busy'; retryAfterSeconds: number };

/** What an operation on accounts did not do; nothing of it is done. */
export class AccountError extends Error {
  override readonly name = 'AccountError';

  constructor(readonly fault: AccountFault) {
    super(fault.kind);
  }
}

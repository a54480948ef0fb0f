/**
 * Why a request under an Idempotency-Key is not answered: its key stands for another one, or is being worked on; or what
 * was answered is not for the asker any more.
 */
export type IdempotencyFault = { kind: 'idempotency_key_reused' | 'idempotency_in_progress' | 'not_found' };

export class IdempotencyError extends Error {
  override readonly name = 'IdempotencyError';

  constructor(readonly fault: IdempotencyFault) {
    super(fault.kind);
  }
}

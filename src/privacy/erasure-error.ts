/** Why nobody's data goes. */
export type ErasureFault =
  /** There is no such customer; who works here is none. */
  | 'not_found'
  /** An order of theirs is under way. */
  | 'order_open';

export class ErasureError extends Error {
  override readonly name = 'ErasureError';

  constructor(readonly fault: ErasureFault) {
    super(fault);
  }
}

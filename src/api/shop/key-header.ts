/** The key of a form. Where it has none, the client makes one for each press. */
export const keyHeader = (key: string): { 'idempotency-key'?: string } =>
  key === '' ? {} : { 'idempotency-key': key };

/** A database URL that cannot be used, in words that quote nothing of it. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';

  constructor(fault: string) {
    super(`DATABASE_URL ${fault}`);
  }
}

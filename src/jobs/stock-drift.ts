/** What the last reconciliation found; the note of `ledger.reconcile-stock`. */
export interface StockDrift {
  /** Products whose stock, ledger and orders disagree. */
  readonly products: number;
  /** The first of them. */
  readonly skus: readonly string[];
}

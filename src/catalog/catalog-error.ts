/** Why a product stays as it is. */
export type CatalogFault =
  /** @property ids those of a list that are not for sale */
  | { kind: 'no_such_product'; ids?: readonly string[] }
  | { kind: 'other_version'; version: number }
  | { kind: 'sku_taken' }
  | { kind: 'no_such_price' }
  | { kind: 'unfit_span' }
  | { kind: 'too_many_prices' }
  | { kind: 'scheduled_price_overlap' }
  /** @property why in words, for whoever wrote the text */
  | { kind: 'unfit_text'; field: 'sku' | 'category'; why: string }
  | { kind: 'stock_too_low'; productId: string; requested: number; available: number }
  | { kind: 'stock_too_high'; resulting: number };

/** A change of the catalog that is not made: nothing of it is. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';

  constructor(readonly fault: CatalogFault) {
    super(fault.kind);
  }
}

/** Bounds of the contract, in one place: schemas, entities' CHECK constraints and operations use these. */
export const limits = {
  /** Different products in one cart. */
  cartItems: 2_000,
  /** Units of one product in one cart. */
  quantity: 1_000_000,
  /** Minor units of one product's price. */
  price: 100_000_000,
  /** Products of one list of prices. */
  priceList: 1_000,
  /** Characters of an SKU. */
  sku: 64,
  /** Characters of a category's name, also in lower case. */
  category: 100,
  /** Units on stock; far above any shop, far below the 32-bit integer that holds it. */
  stock: 1_000_000_000,
  /** Minor units of an order: beyond it a JSON number is no longer exact. */
  total: Number.MAX_SAFE_INTEGER,
  /** Hours for which an Idempotency-Key is remembered. */
  idempotencyHours: 24,
} as const;

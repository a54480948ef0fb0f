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
  /** Characters of each part of a postal address; a line is a street with its number, a floor, a box. */
  address: { name: 200, company: 200, line: 200, city: 100, region: 100, postalCode: 20, phone: 40 },
  /** Addresses that one customer keeps. */
  addressBook: 50,
  /** Characters of a new password: long enough for any passphrase, short enough that hashing it costs what it costs. */
  password: { min: 8, max: 128 },
  /** Characters of an e-mail address (RFC 5321, section 4.5.3.1). */
  email: 254,
  /** Characters of what a buyer writes beside an order. */
  orderNote: 1_000,
  /** Millionths of a rate: all of it. */
  millionths: 1_000_000,
  /** Characters of what a tax rate or a shipping method is called. */
  label: 100,
  /** Characters of a class of goods that are taxed alike. */
  taxClass: 32,
  /** Characters of what is said of a shipping method. */
  shippingText: 500,
  /** Characters of a coupon's code. */
  couponCode: 64,
  /** Codes in one order. */
  couponCodes: 5,
  /** Orders of one buyer that wait for money and hold stock. */
  unpaidOrders: 3,
  /** Products that one automatic discount names. */
  discountProducts: 1_000,
  /** Automatic discounts that hold at once: of more, those with the highest priority are taken. */
  liveDiscounts: 100,
  /** Scheduled prices of one product that are not over. */
  scheduledPrices: 100,
  /** Grams of one unit. */
  weight: 10_000_000,
  /** Grams of a cart that a shipping method names: what an integer of 32 bits holds. */
  cartWeight: 2_147_483_647,
  /** Bytes of an invoice as PDF: one of 2,000 lines has a fifth of it. */
  invoiceFileBytes: 4_194_304,
  /** Characters of why something is taken off an invoice. */
  creditReason: 200,
  /** Instants that are kept, in ms: the years 1 to 9999 of UTC, as ISO 8601 and PostgreSQL both write them. */
  instant: { min: -62_135_596_800_000, max: 253_402_300_799_999 },
  /** Days for which events, their deliveries and attempts are kept. */
  eventDays: 30,
  /** Characters of the address of a webhook endpoint. */
  webhookUrl: 2_000,
  /** Webhook endpoints of a shop. */
  webhookEndpoints: 100,
  /** Secrets of a webhook endpoint that sign at once. */
  webhookSecrets: 10,
  /** Hours for which an Idempotency-Key is remembered. */
  idempotencyHours: 24,
} as const;

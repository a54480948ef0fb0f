/** What is measured, and how much of it makes a round. */
export const kinds = {
  spread: {
    says: 'orders of two items out of 10,000 products, 128 connections',
    orders: 12_000,
    connections: 128,
    products: 10_000,
    items: 2,
  },
  hot: {
    says: 'orders of one product, 128 connections',
    orders: 12_000,
    connections: 128,
    products: 1,
    items: 1,
  },
  single: {
    says: 'orders of two items out of 10,000 products, one connection',
    orders: 1_500,
    connections: 1,
    products: 10_000,
    items: 2,
  },
  purchase: {
    says: 'whole purchases as bench:purchase makes them, 64 connections',
    orders: 3_000,
    connections: 64,
    products: 600,
    items: 2,
  },
} as const;

export type Kind = keyof typeof kinds;

export interface Figures {
  perSecond: number;
  p50: number;
  p99: number;
  /** CPU of the API process an answer, in ms. */
  apiCpuMs: number;
  /** CPU of all processes an answer, the load generator's too, in ms. */
  allCpuMs: number;
  /** Answers other than 201: there is stock for everybody. */
  refused: number;
}

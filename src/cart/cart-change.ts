import { newId } from '../ids.ts';

/** Units of a product that somebody wants. */
export interface WantedItem {
  productId: string;
  quantity: number;
}

/** A line that a change of a cart asks for. */
export interface WantedLine extends WantedItem {
  /** That of a new line. */
  id: string;
}

/** A change of one customer's cart. */
export interface CartChange {
  userId: string;
  /** What it adds to; undefined: the cart is replaced. */
  addsTo: string | undefined;
  /** Each product once, in the order in which they were named. An addition has one. */
  lines: readonly WantedLine[];
}

/** Adds to a cart; a product that is in it adds up. */
export function addition(userId: string, { productId, quantity }: WantedItem): CartChange {
  return { userId, addsTo: productId, lines: [{ id: newId(), productId, quantity }] };
}

/** Replaces a cart; a product that is named twice adds up. */
export function replacement(userId: string, wanted: readonly WantedItem[]): CartChange {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of wanted)
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  const lines = [...quantities].map(([productId, quantity]) => ({ id: newId(), productId, quantity }));
  return { userId, addsTo: undefined, lines };
}

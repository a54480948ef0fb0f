import type { MovementReason } from '../entities/stock-movement.entity.ts';
import { limits } from '../limits.ts';
import type { Movement } from '../stock/move-stock.ts';

/**
 * Units that come back into stock, and how many of them it has room for: an order can be cancelled, and a parcel taken
 * in, when the stock is at its bound, too. What does not fit is not for sale again.
 */
export class StockRoom {
  /** Of each product, in the order in which they come. */
  readonly movements: Movement[] = [];
  readonly #left: Map<string, number>;

  /** @param left units that fit, by product */
  constructor(left: Iterable<readonly [productId: string, units: number]>) {
    this.#left = new Map(left);
  }

  /** Takes units that are for sale again out of it once more, as if they had never been. @returns whether there are as many */
  takeBack(units: { productId: string; quantity: number }, orderId: string): boolean {
    const { productId, quantity } = units;
    const left = this.#left.get(productId) ?? limits.stock;
    if (limits.stock - left < quantity) return false;
    if (quantity === 0) return true;
    this.#left.set(productId, left + quantity);
    this.movements.push({ productId, delta: -quantity, reason: 'cancellation', reference: orderId });
    return true;
  }

  /** Forgets what was decided since there were so many movements. */
  undo(movements: number): void {
    for (const { productId, delta } of this.movements.splice(movements))
      this.#left.set(productId, (this.#left.get(productId) ?? 0) + delta);
  }

  /** Puts units back. @returns how many fit */
  restock(units: { productId: string; quantity: number }, reason: MovementReason, orderId: string): number {
    const { productId, quantity } = units;
    const left = this.#left.get(productId) ?? 0;
    const delta = Math.min(quantity, left);
    if (delta > 0) {
      this.#left.set(productId, left - delta);
      this.movements.push({ productId, delta, reason, reference: orderId });
    }
    return delta;
  }
}

import { Problem } from '../../errors.ts';

/** @throws {Problem} `precondition_required` when stock would be set without saying which stock was read */
export function requireIfMatch(header: string | undefined, body: { stockQuantity?: number }): void {
  if (body.stockQuantity !== undefined && header === undefined) {
    throw new Problem(
      'precondition_required',
      'Setting stockQuantity needs If-Match; or use stock-adjustments',
    );
  }
}

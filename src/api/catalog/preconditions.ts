import { Problem } from '../../errors.ts';

/**
 * The versions that `If-Match` accepts, or undefined where any will do. A weak or foreign tag matches
 * nothing, as strong comparison demands (RFC 9110, section 13.1.1); the tag of a compressed answer names the
 * same version.
 */
export function expectedVersions(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return header.split(',').flatMap((tag) => {
    const match = /^"([1-9]\d{0,9})(?:-gzip|-br)?"$/.exec(tag.trim());
    return match ? [Number(match[1])] : [];
  });
}

/** @throws {Problem} `precondition_required` when stock would be set without saying which stock was read */
export function requireIfMatch(header: string | undefined, body: { stockQuantity?: number }): void {
  if (body.stockQuantity !== undefined && header === undefined) {
    throw new Problem(
      'precondition_required',
      'Setting stockQuantity needs If-Match; or use stock-adjustments',
    );
  }
}

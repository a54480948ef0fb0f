import type { Precondition } from '../../catalog/change-products.ts';
import { Problem } from '../../errors.ts';

/** The conditions of a change, as they stand in its headers. */
interface Conditions {
  'if-match'?: string;
  'if-none-match'?: string;
}

/**
 * What a change demands of the product's version (RFC 9110, section 13.2.2), or undefined where any will do. Of a
 * product that is not there nothing is demanded: the answer is 404.
 */
export function preconditionOf(headers: Conditions): Precondition {
  const wanted = headers['if-match']?.trim();
  const refused = headers['if-none-match']?.trim();
  if ((wanted === undefined || wanted === '*') && refused === undefined) return undefined;
  return (version) =>
    (wanted === undefined || wanted === '*' || versionsIn(wanted).includes(version)) &&
    // Weak comparison here (section 13.1.2): whoever has the version in whatever form does not want it changed.
    (refused === undefined ||
      (refused !== '*' && !versionsIn(refused.replaceAll('W/', '')).includes(version)));
}

/**
 * The versions that a list of tags names. A weak or foreign tag names nothing, as strong comparison demands
 * (section 13.1.1); the tag of a compressed answer names the same version.
 */
function versionsIn(tags: string): number[] {
  return tags.split(',').flatMap((tag) => {
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

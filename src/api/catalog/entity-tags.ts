import type { Answer, Variant } from '../../catalog/cache/answer.ts';

/**
 * The entity tag of `answer` that `If-None-Match` names, of whatever coding, or undefined: weak comparison,
 * lists, `*` (RFC 9110, section 13.1.2).
 *
 * @param variant what would be sent; its tag is looked for first
 */
export function matchingTag(
  header: string | undefined,
  answer: Answer,
  variant: Variant,
): string | undefined {
  if (header === undefined) return undefined;
  if (header === variant.etag) return variant.etag;
  if (header.trim() === '*') return variant.etag;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tagsOf(answer, variant).find((tag) => tags.includes(tag));
}

/** Whether `If-Match` lets `answer` be sent, of whatever coding: strong comparison (RFC 9110, section 13.1.1). */
export function isWanted(header: string | undefined, answer: Answer, variant: Variant): boolean {
  if (header === undefined || header.trim() === '*') return true;
  const tags = header.split(',').map((tag) => tag.trim());
  return tagsOf(answer, variant).some((tag) => tags.includes(tag));
}

function tagsOf(answer: Answer, variant: Variant): string[] {
  const base = answer.identity.etag.slice(0, -1);
  return [variant.etag, answer.identity.etag, `${base}-br"`, `${base}-gzip"`];
}

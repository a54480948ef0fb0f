import type { Variant } from './variants.ts';

/**
 * The entity tag of an answer that `If-None-Match` names, of whatever coding, or undefined: weak comparison,
 * lists, `*` (RFC 9110, section 13.1.2).
 *
 * @param variant what would be sent; its tag is looked for first
 */
export function matchingTag(header: string | undefined, variant: Variant): string | undefined {
  if (header === undefined) return undefined;
  if (header === variant.etag) return variant.etag;
  if (header.trim() === '*') return variant.etag;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tagsOf(variant).find((tag) => tags.includes(tag));
}

/** Whether `If-Match` lets an answer be sent, of whatever coding: strong comparison (RFC 9110, section 13.1.1). */
export function isWanted(header: string | undefined, variant: Variant): boolean {
  if (header === undefined || header.trim() === '*') return true;
  const tags = header.split(',').map((tag) => tag.trim());
  return tagsOf(variant).some((tag) => tags.includes(tag));
}

/** The tags of one answer in every coding, that of the variant first. */
function tagsOf({ coding, etag }: Variant): string[] {
  const end = coding === 'identity' ? '"' : `-${coding}"`;
  const base = etag.slice(0, -end.length);
  return [etag, `${base}"`, `${base}-br"`, `${base}-gzip"`];
}

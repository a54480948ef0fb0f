/** Strong entity tag of what has a version that every change raises (RFC 9110, section 8.8.3). */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The versions that a list of tags names. A weak or foreign tag names nothing, as strong comparison demands
 * (section 13.1.1); the tag of a compressed answer names the same version.
 */
export function versionsIn(tags: string): number[] {
  return tags.split(',').flatMap((tag) => {
    const match = /^"([1-9]\d{0,9})(?:-gzip|-br)?"$/.exec(tag.trim());
    return match ? [Number(match[1])] : [];
  });
}

/** Whether `If-None-Match` has this version, so that 304 will do: weak comparison, lists, `*` (section 13.1.2). */
export function isKnown(header: string | undefined, version: number): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || versionsIn(header.replaceAll('W/', '')).includes(version);
}

import { isKnown, versionsIn } from './version-tags.ts';

/** The conditions of a change, as they stand in its headers. */
interface Conditions {
  'if-match'?: string | undefined;
  'if-none-match'?: string | undefined;
}

/**
 * What a change demands of the version of what it changes (RFC 9110, section 13.2.2), or undefined where any will do. Of
 * what is not there nothing is demanded: the answer is 404.
 */
export function preconditionOf(headers: Conditions): ((version: number) => boolean) | undefined {
  const wanted = headers['if-match']?.trim();
  const refused = headers['if-none-match']?.trim();
  if ((wanted === undefined || wanted === '*') && refused === undefined) return undefined;
  return (version) =>
    (wanted === undefined || wanted === '*' || versionsIn(wanted).includes(version)) &&
    // Weak comparison here (section 13.1.2): whoever has the version in whatever form does not want it changed.
    !isKnown(refused, version);
}

import { oneLine } from './sender.ts';

/** More than this is a message rather than a name, in characters and in words. */
const MAX_CHARACTERS = 60;
const MAX_WORDS = 8;
/** More would be a telephone number or a prize. */
const MAX_DIGITS = 2;

/** Letters of any script with their marks, and the signs that names are written with. */
const nameLike = /^[\p{L}\p{M}\p{Nd} '’ʼ‘"“”\-‐‑.,&()·・]+$/u;
/** A dot within a word and two letters after it: `evil.example`; not `J.R.R. Tolkien`. */
const domainLike = /\.[\p{L}\p{M}\p{Nd}]{2}/u;
const webLike = /\bwww\b|\bhttps?\b/i;

/**
 * The name that a mail may greet a buyer with; empty where it says more than a name does. Anybody can register
 * anybody's address, so without this a stranger would have the shop send mails with a text of the stranger's own.
 */
export function personName(written: string): string {
  const name = oneLine(written);
  // Full-width letters, dots and the like read as the plain ones.
  const plain = name.normalize('NFKC');
  const isName =
    plain.length <= MAX_CHARACTERS &&
    plain.split(' ').length <= MAX_WORDS &&
    nameLike.test(plain) &&
    !domainLike.test(plain) &&
    !webLike.test(plain) &&
    (plain.match(/\p{Nd}/gu)?.length ?? 0) <= MAX_DIGITS;
  return isName ? name : '';
}

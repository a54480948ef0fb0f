/**
 * Signs that people type one for the other, and that no search tells apart: a phone writes ’ where a keyboard has '.
 * As PostgreSQL's `search_signs` has it, which reads what is searched; this reads what is asked for. A test holds the
 * two together. Letters and accents are folded there alone, since an accent that is asked for must be there.
 */
export function withPlainSigns(text: string): string {
  const typed = plain(text.replace(IGNORED, '').replace(FRACTIONS, ' $&').replace(MARKS_OF_TRADE, ' '));
  return plain(typed.normalize('NFKC'));
}

/** Soft hyphens, marks of direction, joins and forms: nothing that is seen. ZWJ and ZWNJ part letters, and stay. */
const IGNORED = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|\ufe0e|\ufe0f/g;
/** 1½ is 1 1/2, not 11/2. */
const FRACTIONS = /[\u00bc-\u00be\u2150-\u215f\u2189]/g;
/** As letters (TM) they would be the end of the word before. */
const MARKS_OF_TRADE = /[\u2120\u2122]/g;

const apostrophes = '\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u201a\u201b\u2032';
const quotes = '\u02ba\u201c\u201d\u201e\u201f\u2033';
const dashes = '\u2010\u2011\u2012\u2013\u2014\u2015\u2212';
const slashes = '\u2044\u2215';
const plainOf = new Map(
  [
    [apostrophes, "'"],
    [quotes, '"'],
    [dashes, '-'],
    [slashes, '/'],
  ].flatMap(([signs = '', plain = '']) => [...signs].map((sign) => [sign, plain] as const)),
);
const SIGNS = new RegExp(`[${[...plainOf.keys()].join('')}]`, 'g');

function plain(text: string): string {
  return text.replace(SIGNS, (sign) => plainOf.get(sign)!);
}

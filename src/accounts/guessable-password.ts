import { commonPasswords } from './common-passwords.ts';

/** Guesses, as their logarithm to the base 10: what is found within so many is no secret. */
const TOO_FEW_GUESSES = 7;
/** Any of some 50,000 words. */
const WORD = 4.7;
const OWN_WORD = 2;
/** Where it begins, which way it goes and how far. */
const RUN = 2;
const YEAR = 2;
/** The characters just before once more, or a word of before. */
const REPEAT = 0.9;

const SHORTEST_WORD = 4;
const LONGEST_WORD = 30;
const SHORTEST_RUN = 3;

/** What fingers and children say in order: rows and columns of keyboards and keypads, digits, letters. */
const tracks = `01234567890123456789 13579 24680 abcdefghijklmnopqrstuvwxyz
  qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn !@#$%^&*()
  1qaz2wsx3edc4rfv5tgb6yhn7ujm qazwsxedcrfvtgbyhnujm 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8o9p0
  qweasdzxc 147258369 741852963 159753 a1b2c3d4e5f6 1a2b3c4d5e6f`;
const runs = `${tracks} ${[...tracks].reverse().join('')}`;

const disguises: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * Whether somebody who knows the lists of leaked passwords finds it soon: one common word (or none), with a digit or a sign,
 * a run of keys, a year or itself once more around it. Two words that do not belong together are enough, as are letters without
 * any sense. The price is that of the cheapest way to put it together. Bounded by the longest password there may be.
 *
 * @param password in small letters
 * @param own words of the person's own, in small letters
 */
export function isGuessable(password: string, own: readonly string[] = []): boolean {
  const words = commonPasswords();
  const isWord = (text: string) => words.has(text);
  const isOwn = (text: string) => own.includes(text);
  const plain = [...password].map((sign) => disguises[sign] ?? sign).join('');
  // "1" is an "i" or an "l" in disguise.
  const spellings = [...new Set([password, plain, password.replaceAll('1', 'l')])];
  /** The guesses that it takes to find the first so many characters. */
  const guesses = [0];
  const found = (end: number, cost: number) => {
    guesses[end] = Math.min(guesses[end] ?? Number.POSITIVE_INFINITY, cost);
  };
  for (let at = 0; at < password.length; at++) {
    const so = guesses[at] as number;
    found(at + 1, so + guessesOf(password[at] as string));
    for (let end = at + SHORTEST_RUN; end <= password.length && isRun(password.slice(at, end)); end++)
      found(end, so + RUN);
    if (/^(19|20)\d\d$/.test(password.slice(at, at + 4))) found(at + 4, so + YEAR);
    for (let end = at + SHORTEST_WORD; end <= Math.min(password.length, at + LONGEST_WORD); end++) {
      const texts = spellings.map((spelling) => spelling.slice(at, end));
      if (texts.some(isOwn)) found(end, so + OWN_WORD);
      else if (texts.some(isWord)) found(end, so + WORD);
    }
    const before = password.slice(0, at);
    for (let end = at + 1; end <= password.length && before.includes(password.slice(at, end)); end++)
      if (end - at >= SHORTEST_WORD || before.endsWith(password.slice(at, end))) found(end, so + REPEAT);
  }
  return (guesses[password.length] as number) < TOO_FEW_GUESSES;
}

function isRun(text: string): boolean {
  return runs.includes(text) || text === (text[0] as string).repeat(text.length);
}

/** One character of its kind. */
function guessesOf(sign: string): number {
  if (/\d/.test(sign)) return 1;
  return sign <= '~' ? 1.5 : 3;
}

import { limits } from '../limits.ts';
import { CatalogError } from './catalog-error.ts';

/**
 * Text that is an identity, in the one form in which it is stored and looked up: what nobody can tell apart is one.
 * Canonically equivalent letters are composed (Unicode, UAX #15: NFC), what is not seen is dropped, blanks of any kind
 * are one blank, and none are at the ends. Case stays. PostgreSQL's `identity_text` is the same for whoever writes
 * there; a test holds the two together.
 */
export function identityOf(text: string): string {
  return USUAL.test(text) ? text : tidy(text.replace(INVISIBLE, ''));
}

/** Nearly every SKU and slug that is looked up. */
const USUAL = /^[!-~]+(?: [!-~]+)*$/;

/** What Unicode tells programs to show nothing for (Default_Ignorable_Code_Point). */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** White_Space of Unicode. */
const BLANKS = /\p{White_Space}+/gu;

function tidy(text: string): string {
  return text.replace(BLANKS, ' ').replace(/^ | $/g, '').normalize('NFC');
}

/** A product's SKU as it is stored. @throws {CatalogError} `unfit_text` */
export function skuOf(text: string): string {
  return stored(identityOf(text), limits.sku, 'sku');
}

/** A category's slug, by which it is known: "Mugs" and "mugs" are one. */
export function slugOf(name: string): string {
  return identityOf(identityOf(name).toLowerCase());
}

/** A category as its first product spells it, and its slug. @throws {CatalogError} `unfit_text` */
export function categoryNamed(text: string): { name: string; slug: string } {
  // Some letters become two in lower case: what just fits as a name may not fit as a slug.
  const slug = stored(slugOf(text), limits.category, 'category', ' in lower case');
  // Joins between letters are seen in some scripts; a name keeps them.
  return { name: stored(tidy(text), limits.category, 'category'), slug };
}

function stored(text: string, maxLength: number, field: 'sku' | 'category', how = ''): string {
  if (text !== '' && [...text].length <= maxLength) return text;
  const why = text === '' ? 'has nothing that can be seen' : `is too long${how}`;
  throw new CatalogError({ kind: 'unfit_text', field, why });
}

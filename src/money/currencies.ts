/**
 * Codes of ISO 4217 in use, by the decimals of their minor unit. Source: SIX Group, "Current currency & funds" (list
 * one) as of 2026-01-01, without those that have no minor unit (gold, testing, no currency). A table of its own,
 * since Intl takes decimals from CLDR: 0 for HUF or IQD, where ISO says 2 and 3, and others with each new Node.
 */
const codesByMinorUnit: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
    CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
    RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
    USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const decimalsByCode: ReadonlyMap<string, number> = new Map(
  Object.entries(codesByMinorUnit).flatMap(([decimals, codes]) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, Number(decimals)] as const),
  ),
);

/** Every currency that a price may be in, in the order of their codes. */
export const currencyCodes: readonly string[] = [...decimalsByCode.keys()].sort();

/** Decimals of a code that ISO 4217 no longer has, or never had: rows of before keep theirs. */
const USUAL_DECIMALS = 2;

/** Whether ISO 4217 has the code, in upper case, and a price can be in it. */
export function isCurrency(code: string): boolean {
  return decimalsByCode.has(code);
}

/** Digits behind the point that the currency's minor unit stands for: 2 for GBP, 0 for JPY, 3 for IQD. */
export function decimalsOf(currency: string): number {
  return decimalsByCode.get(currency) ?? USUAL_DECIMALS;
}

import { CsvError, parse } from 'csv-parse/sync';
import { isCountry } from '../addresses/countries.ts';
import { STANDARD_CLASS } from '../entities/tax-rate.entity.ts';
import { limits } from '../limits.ts';
import type { TaxRateView } from './tax-rates.ts';

/** A tax rate as a file has it. */
export type TaxRateInput = Omit<TaxRateView, 'id' | 'version' | 'createdAt' | 'updatedAt'>;

/** A line of the file, from 1, and what is wrong there, in words. */
export interface CsvFault {
  line: number;
  why: string;
}

/** A file that is not taken: nothing of it is. */
export class TaxRateCsvError extends Error {
  override readonly name = 'TaxRateCsvError';

  constructor(readonly faults: readonly CsvFault[]) {
    super('the file is not taken');
  }
}

const columns = ['country', 'region', 'taxClass', 'rate', 'name', 'validFrom', 'validTo'];
const required = ['country', 'rate', 'name'];
/** Lines that are complained of at once. */
const MAX_FAULTS = 50;

interface Row {
  info: { lines: number };
  record: Record<string, string>;
}

/**
 * Reads a file of tax rates: comma or semicolon, a line of names on top, `country`, `rate` and `name` at least. A rate is in
 * millionths, as the API has it, or a percentage: `190000` and `19 %` are the same. Times are instants or days of UTC.
 *
 * @throws {TaxRateCsvError}
 */
export function readTaxRates(csv: string): TaxRateInput[] {
  const rows = rowsOf(csv);
  const keys = new Map<string, number>();
  const faults: CsvFault[] = [];
  const rates = rows.map(({ info, record }) => {
    const fail = (why: string) => void faults.push({ line: info.lines, why });
    const rate = rateOf(record, fail);
    const key = JSON.stringify([rate.country, rate.region?.toLowerCase(), rate.taxClass, rate.validFrom]);
    const first = keys.get(key);
    if (first !== undefined) fail(`is the rate of line ${first} again`);
    keys.set(key, first ?? info.lines);
    return rate;
  });
  if (faults.length > 0) throw new TaxRateCsvError(faults.slice(0, MAX_FAULTS));
  return rates;
}

function rowsOf(csv: string): Row[] {
  try {
    const rows = parse(csv, {
      columns: (names: string[]) => checkedNames(names),
      delimiter: [',', ';'],
      bom: true,
      trim: true,
      skip_empty_lines: true,
      // Rows of a spreadsheet with nothing in them.
      skip_records_with_empty_values: true,
      info: true,
    }) as unknown as Row[];
    if (rows.length === 0) throw new TaxRateCsvError([{ line: 1, why: 'has no rates' }]);
    return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new TaxRateCsvError([{ line: Number(error.lines ?? 1), why: 'is not like the line of names' }]);
  }
}

function checkedNames(names: string[]): string[] {
  const unknown = names.find((name, n) => !columns.includes(name) || names.indexOf(name) < n);
  const missing = required.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new TaxRateCsvError([{ line: 1, why: `has a column too many; known are ${columns.join(', ')}` }]);
  if (missing !== undefined) throw new TaxRateCsvError([{ line: 1, why: `has no column ${missing}` }]);
  return names;
}

function rateOf(record: Record<string, string>, fail: (why: string) => void): TaxRateInput {
  const text = (name: string, most: number): string | null => {
    const value = record[name] ?? '';
    if (value.length > most) fail(`${name} is longer than ${most} characters`);
    if (/[\p{Cc}\u2028\u2029]/u.test(value)) fail(`${name} has control characters`);
    return value === '' ? null : value;
  };
  const instant = (name: string): string | null => {
    const value = record[name] ?? '';
    const at = instantOf(value);
    if (value !== '' && at === null) fail(`${name} is no instant such as 2027-01-01T00:00:00Z, and no day`);
    return at;
  };
  const country = record.country ?? '';
  if (!isCountry(country)) fail('country is not one of ISO 3166-1, such as DE');
  const rate = millionthsOf(record.rate ?? '');
  if (rate === null) fail(`rate is neither 0 to ${limits.millionths} millionths nor a percentage`);
  const name = text('name', limits.label);
  if (name === null) fail('name is missing');
  const [validFrom, validTo] = [instant('validFrom'), instant('validTo')];
  if (validFrom !== null && validTo !== null && validFrom >= validTo) fail('validTo is not after validFrom');
  return {
    country,
    region: text('region', limits.address.region),
    taxClass: text('taxClass', limits.taxClass) ?? STANDARD_CLASS,
    rate: rate ?? 0,
    name: name ?? '',
    validFrom,
    validTo,
  };
}

/** `190000`, `19 %` and `19.0%` are the same. */
function millionthsOf(text: string): number | null {
  const [, whole, decimals = ''] = /^(\d{1,3})(?:\.(\d{1,4}))?\s*%$/.exec(text) ?? [];
  const millionths = whole === undefined ? text : `${whole}${decimals.padEnd(4, '0')}`;
  return /^\d{1,7}$/.test(millionths) && Number(millionths) <= limits.millionths ? Number(millionths) : null;
}

/** An instant or a day that exists, as an instant. */
function instantOf(text: string): string | null {
  const [, day, time] =
    /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})))?$/.exec(text) ?? [];
  if (day === undefined) return null;
  const midnight = new Date(`${day}T00:00:00Z`);
  // JavaScript takes the 31st of February for one of March.
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return null;
  const at = new Date(`${day}T${time ?? '00:00:00Z'}`);
  const isKept = at.getTime() >= limits.instant.min && at.getTime() <= limits.instant.max;
  return isKept ? at.toISOString() : null;
}

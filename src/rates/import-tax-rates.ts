import type { PoolClient } from 'pg';
import { newId } from '../ids.ts';
import { importTaxRates as statement } from './sql/import-tax-rates.ts';
import { readTaxRates, TaxRateCsvError } from './tax-rate-csv.ts';

/** What became of a file. */
export interface ImportedRates {
  created: number;
  changed: number;
  /** As they were already. */
  unchanged: number;
}

/**
 * Adds and changes tax rates out of a CSV file, all or none, in one statement of the caller's transaction. Locks the rates
 * that it changes.
 *
 * @throws {TaxRateCsvError}
 */
export async function importTaxRates(client: PoolClient, csv: string): Promise<ImportedRates> {
  const rates = readTaxRates(csv).map((rate) => ({ id: newId(), ...rate }));
  const { name, text } = statement;
  const values = [JSON.stringify(rates)];
  const { rows } = await client
    .query<{ created: number; changed: number }>({ name, text, values })
    .catch((error) => {
      throw isRepeated(error) ? new TaxRateCsvError([{ line: 1, why: 'the file has a rate twice' }]) : error;
    });
  const { created, changed } = rows[0]!;
  return { created, changed, unchanged: rates.length - created - changed };
}

/** Two regions are one to PostgreSQL that are two to us, who have other small letters. */
function isRepeated(error: unknown): boolean {
  return (error as { code?: unknown }).code === '21000';
}

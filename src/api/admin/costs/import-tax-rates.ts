import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../../../database/in-transaction.ts';
import { runOnce } from '../../../idempotency/run-once.ts';
import { html } from '../../../markup/html.ts';
import { readTaxRates, TaxRateCsvError, type TaxRateInput } from '../../../rates/tax-rate-csv.ts';
import { importAudited } from '../../rates/audited-import.ts';
import type { Action } from '../actions/action.ts';
import { textField } from '../actions/fields.ts';
import type { Form } from '../actions/form.ts';
import { count, counted } from '../format.ts';
import { taxRateKind } from './tax-rates.ts';

interface ImportedFile {
  csv: string;
  rates: TaxRateInput[];
}

/** Of what is wrong or new, as much is said. */
const MOST_SAID = 5;
const EXAMPLE = 'country,region,taxClass,rate,name\nDE,,standard,19 %,VAT\nDE,,reduced,7 %,VAT';

/** A file of tax rates, pasted: the page says which rates it has before they hold. */
export const importTaxRatesAction = (pool: Pool): Action<object, ImportedFile> => ({
  path: 'import',
  operation: 'importTaxRates',
  title: () => 'Import tax rates',
  fields: (_all, form) =>
    textField(form, 'csv', {
      label: 'The file',
      hint: 'CSV with comma or semicolon and a line of names: country, rate and name; region, taxClass, validFrom and validTo where you need them. A rate is a percentage, such as 19 %, or millionths',
      attributes: html` required rows="12" spellcheck="false" placeholder="${EXAMPLE}"`,
    }),
  read: (_all, form) => {
    const csv = form.raw('csv');
    return { csv, rates: ratesOf(csv, form) };
  },
  review: (_all, { rates }) => {
    const named = rates.slice(0, MOST_SAID).map((rate) => taxRateKind.words(asKept(rate)));
    const rest = rates.length - named.length;
    return {
      sentences: [
        `${counted(rates.length, 'rate')} in the file, all or none of them:`,
        ...named,
        ...(rest > 0 ? [`And ${count(rest)} more.`] : []),
        'A rate takes the place of the one that its country, region and class have from the same instant on. Rates that the file does not name stay.',
        'Orders that were placed keep what they cost.',
      ],
      button: 'Import them',
    };
  },
  run: async (_all, { csv }, by) => {
    const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(pool, work);
    await runOnce(transact, by.request, async (client) => {
      const { id, imported } = await importAudited(client, by.trail, csv);
      return { answer: { reference: id, status: 303, body: '' }, result: imported };
    });
  },
  done: 'imported',
});

function ratesOf(csv: string, form: Form): TaxRateInput[] {
  try {
    return readTaxRates(csv);
  } catch (error) {
    if (!(error instanceof TaxRateCsvError)) throw error;
    const faults = error.faults.slice(0, MOST_SAID).map(({ line, why }) => `Line ${line}: ${why}.`);
    form.faults.set('csv', faults.join(' '));
    return [];
  }
}

const dateOf = (instant: string | null): Date | null => (instant === null ? null : new Date(instant));

const asKept = ({ validFrom, validTo, ...rate }: TaxRateInput) => ({
  ...rate,
  validFrom: dateOf(validFrom),
  validTo: dateOf(validTo),
});

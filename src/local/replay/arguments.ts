import { parseArgs } from 'node:util';
import { argumentFault } from '../../process/argument-fault.ts';
import { ReplayFailure } from './failure.ts';

export interface ReplayOptions {
  /** A path, or - for standard input. */
  file: string;
  maxInvoices: number;
  url: string;
  concurrency: number;
  /** Whether orders have addresses and taxes: 20 % in prices for the United Kingdom, others zero-rated. */
  vat: boolean;
}

const seeHelp = 'see npm run replay -- --help';

/** @returns 'help' when that is what was asked for. @throws {ReplayFailure} for arguments that make no sense */
export function parseArguments(args: readonly string[], defaultUrl: string): ReplayOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [file, ...more] = positionals;
  if (file === undefined) throw new ReplayFailure(`Which file? npm run replay -- FILE.csv (${seeHelp})`);
  if (more.length > 0)
    throw new ReplayFailure(`One file at a time, not also ${more.join(', ')} (${seeHelp})`);
  const url = values.url ?? defaultUrl;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new ReplayFailure(`--url is not an address such as http://127.0.0.1:8000 (${seeHelp})`);
  return {
    file,
    maxInvoices: whole('--invoices', values.invoices, 1, 100_000_000) ?? Infinity,
    url: url.replace(/\/+$/, ''),
    concurrency: whole('--concurrency', values.concurrency, 1, 64) ?? 4,
    vat: values.vat ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        invoices: { type: 'string' },
        url: { type: 'string' },
        concurrency: { type: 'string' },
        vat: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new ReplayFailure(`${argumentFault(error)} (${seeHelp})`);
  }
}

function whole(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
  throw new ReplayFailure(`${name} must be a whole number from ${min} to ${max} (${seeHelp})`);
}

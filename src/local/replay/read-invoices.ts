import type { Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { ReplayFailure } from './failure.ts';
import { columns, type FileLine, judge, LineFault, type SaleLine, type SkipReason } from './sale-line.ts';
import { fromLatin1 } from './text.ts';

/** The lines of one sale, as they stand in the file. */
export interface Invoice {
  number: string;
  /** Undefined: a guest. */
  customer: string | undefined;
  lines: SaleLine[];
}

/** A line of an invoice that begins with C. */
export interface CancelledLine extends SaleLine {
  number: string;
  customer: string;
  /** How many of `invoices` stand before it. */
  after: number;
}

export interface InvoiceFile {
  /** In the order of their first line. */
  invoices: Invoice[];
  /** What the first line of each invoice says under Country. */
  countries: Map<string, string>;
  /** In the order of the file. */
  cancellations: CancelledLine[];
  /** The first description of each stock code that is not empty. */
  descriptions: Map<string, string>;
  lines: number;
  skipped: Map<SkipReason, { lines: number; invoices: Set<string> }>;
  /** Lines of the invoices that come after the last one to play. */
  linesLeftOut: number;
}

interface ParsedLine {
  record: string[];
  info: Info;
}

/**
 * Reads the whole file as a stream and keeps what is to be played: the first `maxInvoices` invoices with a
 * line to sell. It goes on to the end, because lines of an invoice need not stand together.
 *
 * @throws {ReplayFailure} that names the line which is not in the format
 */
export async function readInvoices(input: Readable, maxInvoices = Infinity): Promise<InvoiceFile> {
  // As Latin-1 every byte is a character and no byte sequence is wrong; text is decoded where there is some.
  const parser = parse({
    encoding: 'latin1',
    bom: true,
    info: true,
    // Lines of blanks, and rows of a spreadsheet with nothing in them, are empty; of all others the length is held below.
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    relax_column_count: true,
  });
  input.once('error', (error) => parser.destroy(error));
  input.pipe(parser);
  const reader = new InvoiceReader(maxInvoices);
  let position: number[] | undefined;
  let columns = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedLine>) {
      if (position === undefined) {
        position = readHeader(record);
        columns = record.length;
      } else if (record.length === columns) reader.take(readLine(record, position), info.lines);
      else
        throw new ReplayFailure(
          `Line ${info.lines} is not CSV: it has ${record.length} fields, the header ${columns}`,
        );
    }
  } catch (error) {
    throw explain(error);
  }
  if (position === undefined) throw new ReplayFailure('The file is empty');
  return reader.file;
}

class InvoiceReader {
  readonly file: InvoiceFile = {
    invoices: [],
    countries: new Map(),
    cancellations: [],
    descriptions: new Map(),
    lines: 0,
    skipped: new Map(),
    linesLeftOut: 0,
  };
  readonly #byNumber = new Map<string, Invoice>();
  /** One string for each stock code instead of one for each line. */
  readonly #skus = new Map<string, string>();
  #full = false;

  constructor(readonly maxInvoices: number) {}

  take(line: FileLine, lineNumber: number): void {
    const { file } = this;
    file.lines++;
    const judgement = judgeAt(line, lineNumber);
    const number = line.InvoiceNo.trim();
    const known = this.#byNumber.get(number);
    if (judgement.kind === 'skipped') {
      if (known || !this.#full) countSkipped(file, judgement.reason, number);
      else file.linesLeftOut++;
      return;
    }
    if (judgement.kind === 'cancellation') {
      const { line: cancelled, customer } = judgement;
      const after = file.invoices.length;
      if (this.#full) file.linesLeftOut++;
      else file.cancellations.push({ ...cancelled, number, customer, after });
      return;
    }
    if (!known && file.invoices.length >= this.maxInvoices) {
      this.#full = true;
      file.linesLeftOut++;
      return;
    }
    const invoice = known ?? { number, customer: judgement.customer, lines: [] };
    if (!known) {
      this.#byNumber.set(number, invoice);
      file.invoices.push(invoice);
      file.countries.set(number, line.Country.trim());
    }
    const sku = this.#skus.get(judgement.line.sku) ?? judgement.line.sku;
    this.#skus.set(sku, sku);
    invoice.lines.push({ ...judgement.line, sku });
    const description = line.Description.trim();
    if (description !== '' && !file.descriptions.has(sku)) file.descriptions.set(sku, description);
  }
}

/** Counts a line that is not played. */
export function countSkipped({ skipped }: InvoiceFile, reason: SkipReason, invoice: string): void {
  const entry = skipped.get(reason) ?? { lines: 0, invoices: new Set() };
  entry.lines++;
  entry.invoices.add(invoice);
  skipped.set(reason, entry);
}

function readHeader(record: string[]): number[] {
  const names = record.map((name) => name.trim());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length === 0) return columns.map((column) => names.indexOf(column));
  throw new ReplayFailure(
    `Line 1 is not the header of an Online Retail file: there is no column ${missing.join(', ')} (a header has ${columns.join(',')})`,
  );
}

function readLine(record: string[], position: number[]): FileLine {
  const fields = columns.map((column, n) => [column, fromLatin1(record[position[n]!]!)]);
  return Object.fromEntries(fields) as FileLine;
}

function judgeAt(line: FileLine, lineNumber: number) {
  try {
    return judge(line);
  } catch (error) {
    if (error instanceof LineFault) throw new ReplayFailure(`Line ${lineNumber}: ${error.message}`);
    throw error;
  }
}

function explain(error: unknown): unknown {
  if (error instanceof CsvError) {
    const { lines } = error as CsvError & { lines?: number };
    return new ReplayFailure(
      `Line ${lines ?? '?'} is not CSV: ${error.message.replace(/ (on|at) line.*$/, '')}`,
    );
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined || error instanceof ReplayFailure) return error;
  return new ReplayFailure(`The file cannot be read (${code}): ${message}`);
}

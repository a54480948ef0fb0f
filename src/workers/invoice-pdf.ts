import { once } from 'node:events';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type { InvoiceView } from '../invoices/invoice-view.ts';
import { type PrintedInvoice, type PrintedLine, printedInvoice } from '../invoices/printed-invoice.ts';

const { resolve } = createRequire(import.meta.url);
const usual = {
  text: resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  strong: resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
};

/** Points, of which an inch has 72; A4 is 595 by 842. */
const PAGE = { size: 'A4', margin: 50 } as const;
const [LEFT, RIGHT, BOTTOM] = [50, 545, 780];
const COLUMNS = { label: 300, rate: 60, amount: 110 };
const [SMALL, NORMAL, LARGE] = [8, 10, 16];

/**
 * An invoice as PDF (A4). Letters that the font lacks are drawn as boxes.
 *
 * @param font a file for all of it; undefined: DejaVu Sans
 */
export async function invoicePdf(invoice: InvoiceView, font: string | undefined): Promise<Buffer> {
  const printed = printedInvoice(invoice);
  const info = { Title: printed.title, CreationDate: new Date(invoice.issuedAt) };
  const pdf = new PDFDocument({ ...PAGE, info, font: font ?? usual.text, bufferPages: true });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  pdf.registerFont('text', font ?? usual.text);
  pdf.registerFont('strong', font ?? usual.strong);
  writeHead(pdf, printed);
  for (const line of printed.lines) writeLine(pdf, line);
  writeSums(pdf, printed);
  numberPages(pdf, printed.title);
  pdf.end();
  await once(pdf, 'end');
  return Buffer.concat(chunks);
}

type Pdf = InstanceType<typeof PDFDocument>;

function writeHead(pdf: Pdf, { title, facts, seller, buyer }: PrintedInvoice): void {
  pdf
    .font('text')
    .fontSize(SMALL)
    .text(seller.join('\n'), LEFT, PAGE.margin, { width: RIGHT - LEFT, align: 'right' });
  pdf.fontSize(NORMAL).text(buyer.join('\n'), LEFT, Math.max(pdf.y + 24, 130), { width: COLUMNS.label });
  pdf
    .font('strong')
    .fontSize(LARGE)
    .text(title, LEFT, pdf.y + 28, { width: RIGHT - LEFT });
  pdf.font('text').fontSize(NORMAL).moveDown(0.5);
  for (const [name, value] of facts) pdf.text(`${name}: ${value}`);
  pdf.moveDown();
  rule(pdf);
}

function writeLine(pdf: Pdf, { label, below, taxRate, amount }: PrintedLine): void {
  const width = COLUMNS.label;
  pdf.font('text').fontSize(NORMAL);
  const labelHeight = pdf.heightOfString(label, { width });
  const belowHeight = below === '' ? 0 : pdf.fontSize(SMALL).heightOfString(below, { width });
  if (pdf.y + labelHeight + belowHeight > BOTTOM) pdf.addPage();
  const { y } = pdf;
  pdf.fontSize(NORMAL).text(label, LEFT, y, { width });
  if (below !== '') pdf.fontSize(SMALL).text(below, LEFT, y + labelHeight, { width });
  const end = y + labelHeight + belowHeight + 4;
  pdf.fontSize(NORMAL);
  if (taxRate !== '') pdf.text(taxRate, LEFT + width, y, { width: COLUMNS.rate, align: 'right' });
  pdf.text(amount, RIGHT - COLUMNS.amount, y, { width: COLUMNS.amount, align: 'right' });
  pdf.y = end;
}

function writeSums(pdf: Pdf, { sums, pricesIncludeTax }: PrintedInvoice): void {
  if (pdf.y + (sums.length + 2) * 16 > BOTTOM) pdf.addPage();
  rule(pdf);
  for (const [n, [name, amount]] of sums.entries()) {
    const { y } = pdf;
    pdf.font(n === sums.length - 1 ? 'strong' : 'text').fontSize(NORMAL);
    pdf.text(name, LEFT + 150, y, { width: 230, align: 'right' });
    pdf.text(amount, RIGHT - COLUMNS.amount, y, { width: COLUMNS.amount, align: 'right' });
    pdf.y = y + 16;
  }
  const words = pricesIncludeTax ? 'Prices include tax.' : 'Tax comes on top of the prices.';
  if (sums.length > 1)
    pdf
      .font('text')
      .fontSize(SMALL)
      .text(words, LEFT, pdf.y + 8);
}

function rule(pdf: Pdf): void {
  pdf.moveTo(LEFT, pdf.y).lineTo(RIGHT, pdf.y).lineWidth(0.5).stroke('#888');
  pdf.y += 8;
}

function numberPages(pdf: Pdf, title: string): void {
  const { count } = pdf.bufferedPageRange();
  for (let n = 0; n < count; n++) {
    pdf.switchToPage(n);
    // Below the margin a text would begin another page.
    pdf.page.margins.bottom = 0;
    const words = `${title} · Page ${n + 1} of ${count}`;
    pdf
      .font('text')
      .fontSize(SMALL)
      .text(words, LEFT, 800, { width: RIGHT - LEFT, align: 'center' });
  }
}

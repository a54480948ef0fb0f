import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { printedInvoice } from '../../../invoices/printed-invoice.ts';
import { readFile, readInvoice } from '../../../invoices/read-invoices.ts';
import { html } from '../../../markup/html.ts';
import { invoiceContent } from '../../invoices/invoice-content.ts';
import { orderPath } from '../job-labels.ts';
import { card, operatorPage } from '../layout.ts';
import { missingPage } from '../missing-page.ts';
import { needs } from '../page-scope.ts';
import { readId } from '../query.ts';

/** Invoices and credit notes, to be looked at and printed. */
export async function invoicePages(app: FastifyInstance, { pool }: { pool: Pool }): Promise<void> {
  needs(app, 'orders:read');
  app.get<{ Params: { id: string } }>('/admin/invoices/:id', async (request, reply) => {
    const id = readId(request.params.id);
    const invoice = id ? await readInvoice(pool, id) : undefined;
    if (!invoice)
      return reply.code(404).send(missingPage('There is no such invoice', '/admin/orders', 'To the orders'));
    const { title } = printedInvoice(invoice);
    const content = card({
      id: 'invoice',
      title,
      content: html`${invoiceContent(invoice)}
<p class="soft small noprint">Print this page with your browser, or take the <a href="/admin/invoices/${invoice.id}/pdf">PDF</a>. <a href="${orderPath(invoice.orderId)}">Back to the order</a></p>`,
    });
    return reply.send(operatorPage({ title, content: html`<div class="narrow">${content}</div>` }));
  });

  app.get<{ Params: { id: string } }>('/admin/invoices/:id/pdf', async (request, reply) => {
    const id = readId(request.params.id);
    const pdf = id ? await readFile(pool, id) : undefined;
    if (!pdf)
      return reply.code(404).send(missingPage('This file is not made yet', '/admin/orders', 'To the orders'));
    return reply.type('application/pdf').send(pdf);
  });
}

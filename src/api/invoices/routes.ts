import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import { Type } from 'typebox';
import { recordAudit } from '../../audit/record-audit.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { Problem } from '../../errors.ts';
import type { InvoiceView } from '../../invoices/invoice-view.ts';
import { issueCreditNote } from '../../invoices/issue-credit-note.ts';
import { issueInvoice } from '../../invoices/issue-invoice.ts';
import { listInvoices, readFile, readInvoice } from '../../invoices/read-invoices.ts';
import { answerOnce } from '../answer-once.ts';
import { operatorOf } from '../audit/audit-trail.ts';
import { UNITS_BODY_BYTES } from '../orders/life-schemas.ts';
import { visibleOrder } from '../orders/visible-order.ts';
import { may } from '../plugins/access.ts';
import { IdParams, Page, problemResponses, RecordsQuery } from '../schemas.ts';
import { validationFailed } from '../validation-failed.ts';
import { CreditNoteBody, InvoiceSchema } from './schemas.ts';

/** Until a worker has made a file, in seconds. */
const FILE_AFTER_SECONDS = 2;

export const invoiceRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Invoices'];
  const reading = { access: 'user', keyScope: 'orders:read' } as const;
  const issuing = { access: 'orders:write', idempotent: true } as const;
  const { seller } = app.config;

  /** 201 with what was issued, once under an Idempotency-Key, on record with who did it. */
  const issued = async (
    request: FastifyRequest,
    reply: FastifyReply,
    work: (client: PoolClient) => Promise<InvoiceView>,
  ): Promise<never> => {
    const transact = <T>(run: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, run);
    const { reference, body, result } = await answerOnce(request, reply, transact, async (client) => {
      const view = await work(client);
      const subject = { type: 'order', id: view.orderId };
      await recordAudit(client, operatorOf(request), {
        subject,
        after: { number: view.number, total: view.total },
      });
      return { reference: view.id, view, result: view };
    });
    if (result) app.jobs.request('invoice.make-files', {});
    return reply.header('location', `/invoices/${reference}`).send(body as never) as never;
  };
  /** The invoice in the address. @throws {Problem} `not_found` where the caller has no such invoice */
  const visibleInvoice = async (request: FastifyRequest): Promise<InvoiceView> => {
    const { id } = request.params as { id: string };
    const found = await readInvoice(app.pg, id, may(request, 'orders:read') ? undefined : request.user.sub);
    if (!found) throw new Problem('not_found', 'There is no such invoice');
    return found;
  };

  app.post(
    '/orders/:id/invoices',
    {
      config: issuing,
      schema: {
        tags,
        operationId: 'issueInvoice',
        summary: 'Issue the invoice of an order',
        description:
          'Of all that has not left the order; an order has one. It stays as it is: what is cancelled or refunded later is ' +
          'taken off by credit notes that are issued by themselves. What comes back without a refund is taken off by hand. ' +
          'What of it was refunded before has its credit notes at once.',
        params: IdParams,
        answerHeaders: { 201: ['Location'] },
        response: {
          201: InvoiceSchema,
          ...problemResponses(
            'not_found',
            'invoice_exists',
            'order_unpaid',
            'order_cancelled',
            'nothing_to_invoice',
          ),
        },
      },
    },
    (request, reply) =>
      issued(request, reply, (client) => issueInvoice(client, { orderId: request.params.id, seller })),
  );

  app.post(
    '/orders/:id/credit-notes',
    {
      config: issuing,
      bodyLimit: UNITS_BODY_BYTES,
      schema: {
        tags,
        operationId: 'issueCreditNote',
        summary: 'Take something off the invoice of an order',
        description:
          'Units at what they cost, an amount, or all that is left. Paper alone: stock and money stay where they are. All credit ' +
          'notes of an invoice add up to no more than it. What is refunded here has one by itself: write those that are for ' +
          'something else.',
        params: IdParams,
        body: CreditNoteBody,
        answerHeaders: { 201: ['Location'] },
        response: {
          201: InvoiceSchema,
          ...problemResponses('not_found', 'not_invoiced', 'credit_exceeds_invoice'),
        },
      },
    },
    (request, reply) => {
      const { body: credit, params } = request;
      if (credit.items && credit.amount !== undefined)
        throw validationFailed({ pointer: '#/amount', detail: 'goes without items' });
      return issued(request, reply, (client) =>
        issueCreditNote(client, { orderId: params.id, seller, credit }),
      );
    },
  );

  app.get(
    '/orders/:id/invoices',
    {
      config: reading,
      schema: {
        tags,
        operationId: 'listInvoices',
        summary: 'List what was issued for an order',
        description: 'Its invoice, credit notes and debit notes, oldest first.',
        params: IdParams,
        querystring: RecordsQuery,
        response: {
          200: Page(InvoiceSchema, 'InvoicePage'),
          ...problemResponses('not_found', 'invalid_cursor'),
        },
      },
    },
    async (request) =>
      listInvoices(app.pg, { orderId: await visibleOrder(app.pg, request), ...request.query }),
  );

  app.get(
    '/invoices/:id',
    {
      config: reading,
      schema: {
        tags,
        operationId: 'getInvoice',
        summary: 'Read an invoice',
        params: IdParams,
        response: { 200: InvoiceSchema, ...problemResponses('not_found') },
      },
    },
    (request) => visibleInvoice(request),
  );

  app.get(
    '/invoices/:id/pdf',
    {
      config: { ...reading, html: true },
      schema: {
        tags,
        operationId: 'getInvoicePdf',
        summary: 'Read an invoice as PDF',
        description: 'A worker makes it, seconds after the invoice was issued.',
        params: IdParams,
        response: {
          200: {
            description: 'The file',
            content: {
              'application/pdf': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) },
            },
          },
          ...problemResponses('not_found', 'file_pending'),
        },
      },
    },
    async (request, reply) => {
      const invoice = await visibleInvoice(request);
      const pdf = await readFile(app.pg, invoice.id);
      if (!pdf) throw new Problem('file_pending', undefined, { retryAfterSeconds: FILE_AFTER_SECONDS });
      reply.header('content-disposition', `inline; filename="${invoice.number}.pdf"`);
      return reply.type('application/pdf').send(pdf);
    },
  );
};

import fp from 'fastify-plugin';
import { createPaymentContext, type PaymentContext } from '../../order-payments/context.ts';
import { createProviders } from '../../payments/providers.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The providers that an order can be paid with. */
    payments: PaymentContext;
  }
}

export const paymentsPlugin = fp(
  async (app) => {
    app.decorate('payments', createPaymentContext(app.pg, createProviders(app.config)));
  },
  { name: 'payments', dependencies: ['database'] },
);

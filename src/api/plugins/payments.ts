import fp from 'fastify-plugin';
import type { PaymentContext } from '../../order-payments/context.ts';
import { createProviders } from '../../payments/providers.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The providers that an order can be paid with. */
    payments: PaymentContext;
  }
}

export const paymentsPlugin = fp(
  async (app) => {
    app.decorate('payments', { pool: app.pg, providers: createProviders(app.config) });
  },
  { name: 'payments', dependencies: ['database'] },
);

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Problem } from '../../errors.ts';
import { receiveWebhook } from '../../order-payments/receive-webhook.ts';
import { problemResponses, strict, text } from '../schemas.ts';

/** Bytes of a webhook: those of providers are a few thousand. */
const WEBHOOK_BYTES = 256 * 1_024;

/** A scope of its own: its bodies are bytes, as they were signed, whatever they are called. */
export const paymentWebhookRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: WEBHOOK_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  app.post(
    '/payment-webhooks/:provider',
    {
      config: { access: 'anyone' },
      bodyLimit: WEBHOOK_BYTES,
      schema: {
        tags: ['Payments'],
        operationId: 'receivePaymentWebhook',
        summary: 'What a payment provider tells',
        description:
          'The body as the provider signs it. It is kept before it is answered, and the provider is asked what is true of it.',
        params: strict({ provider: text(32) }),
        response: {
          200: Type.Object(
            { received: Type.Literal(true) },
            { title: 'WebhookReceipt', description: 'It is kept' },
          ),
          ...problemResponses('not_found', 'invalid_signature', 'body_too_large'),
        },
      },
    },
    async (request) => {
      const provider = app.payments.providers.get(request.params.provider);
      const receive = provider?.receive?.bind(provider);
      if (!provider || !receive)
        throw new Problem('not_found', 'No payment provider of this shop tells anything here');
      const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      app.jobs.publish(
        await receiveWebhook(app.payments, { name: provider.name, receive }, raw, request.headers),
      );
      return { received: true as const };
    },
  );
};

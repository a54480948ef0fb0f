import type { Socket } from 'node:net';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Config } from '../config.ts';
import { loggedError } from '../process/log-errors.ts';
import { emailConfirmationRoutes } from './accounts/email-confirmation-routes.ts';
import { guestRoutes } from './accounts/guest-routes.ts';
import { meRoutes } from './accounts/me-routes.ts';
import { ownLoginRoutes } from './accounts/own-login-routes.ts';
import { passwordResetRoutes } from './accounts/password-reset-routes.ts';
import { accountRoutes } from './accounts/routes.ts';
import { addressBookRoutes } from './addresses/routes.ts';
import { adminRoutes } from './admin/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { cartRoutes } from './cart/routes.ts';
import { ledgerRoutes } from './catalog/ledger-routes.ts';
import { catalogReadRoutes } from './catalog/read-routes.ts';
import { scheduledPriceRoutes } from './catalog/scheduled-price-routes.ts';
import { catalogWriteRoutes } from './catalog/write-routes.ts';
import { customerRoutes } from './customers/routes.ts';
import { shopEventRoutes } from './events/routes.ts';
import { invoiceRoutes } from './invoices/routes.ts';
import { jobRoutes } from './jobs/routes.ts';
import { emailConfirmationPages } from './link-pages/email-confirmation-pages.ts';
import { passwordResetPages } from './link-pages/password-reset-pages.ts';
import { operationsRoutes } from './operations/routes.ts';
import { claimPageRoutes } from './order-page/claim-page-routes.ts';
import { orderPageRoutes } from './order-page/routes.ts';
import { orderAddressRoutes } from './orders/address-routes.ts';
import { cancellationRoutes } from './orders/cancellation-routes.ts';
import { claimRoutes } from './orders/claim-routes.ts';
import { eventRoutes } from './orders/event-routes.ts';
import { fulfillmentRoutes } from './orders/fulfillment-routes.ts';
import { returnRoutes } from './orders/return-routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { paymentRoutes } from './payments/payment-routes.ts';
import { refundRoutes } from './payments/refund-routes.ts';
import { paymentWebhookRoutes } from './payments/webhook-routes.ts';
import { accessPlugin } from './plugins/access.ts';
import { allowedMethodsPlugin } from './plugins/allowed-methods.ts';
import {
  answerClientError,
  answerFrameworkError,
  answerUnknownExpectation,
} from './plugins/client-errors.ts';
import { databasePlugin } from './plugins/database.ts';
import { deliveryMetricsPlugin } from './plugins/delivery-metrics.ts';
import { drainingPlugin } from './plugins/draining.ts';
import { emptyBodyPlugin } from './plugins/empty-body.ts';
import { httpPlugin, jsonOnlyPlugin } from './plugins/http.ts';
import { idempotencyPlugin } from './plugins/idempotency.ts';
import { jobsPlugin } from './plugins/jobs.ts';
import { loginsPlugin } from './plugins/logins.ts';
import { metricsPlugin } from './plugins/metrics.ts';
import { openapiPlugin } from './plugins/openapi.ts';
import { paymentsPlugin } from './plugins/payments.ts';
import { pipeliningPlugin } from './plugins/pipelining.ts';
import { problemsPlugin } from './plugins/problems.ts';
import { productCacheMetricsPlugin, productCachePlugin } from './plugins/product-cache.ts';
import { rateLimitPlugin } from './plugins/rate-limit.ts';
import { redisPlugin } from './plugins/redis.ts';
import { requestLogPlugin } from './plugins/request-log.ts';
import { validationPlugin } from './plugins/validation.ts';
import { privacyRoutes } from './privacy/routes.ts';
import { problemPageRoutes } from './problem-pages/routes.ts';
import { importRoutes } from './rates/import-routes.ts';
import { quoteRoutes } from './rates/quote-routes.ts';
import { rateRoutes } from './rates/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { nextRequestId } from './request-id.ts';
import { shopRoutes } from './shop/routes.ts';
import { apiKeyRoutes } from './staff/api-key-routes.ts';
import { invitationRoutes } from './staff/invitation-routes.ts';
import { memberRoutes } from './staff/member-routes.ts';
import { rightsRoutes } from './staff/rights-routes.ts';
import { mayReadAgain, readPastUpgrades } from './upgrades.ts';
import { webhookDeliveryRoutes } from './webhooks/delivery-routes.ts';
import { webhookActionRoutes } from './webhooks/endpoint-action-routes.ts';
import { webhookEndpointRoutes } from './webhooks/endpoint-routes.ts';

declare module 'fastify' {
  interface FastifyInstance {
    config: Config;
  }
}

/** Largest body of a route that says nothing else, in bytes. */
const BODY_LIMIT = 64 * 1_024;
/** From first byte to last of a request, in ms: nobody holds a connection by sending slowly. */
const REQUEST_TIMEOUT_MS = 30_000;
/** How often Node looks for requests that take longer, in ms; unless told, every half minute. */
const REQUEST_CHECK_MS = 1_000;
/**
 * A connection on which nothing moves in either direction, in ms: who asks and does not read what comes holds
 * memory. Longer than the longest answer is worked on.
 */
const SILENCE_MS = 60_000;

/** The API as one Fastify instance, ready to listen or to be injected into. Closing it closes what it opened. */
export async function buildApp(config: Config): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    logger: {
      level: config.logLevel,
      redact: ['req.headers.authorization', 'req.headers.cookie'],
      serializers: { err: loggedError },
    },
    // A line for every request costs as much as a small route; metrics count them, faults are logged.
    logController: new LogController({ disableRequestLogging: true }),
    // One hop: the address that our proxy saw. Further entries of X-Forwarded-For are what the client wrote.
    trustProxy: config.trustProxy ? (_address: string, hop: number) => hop === 0 : false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: SILENCE_MS,
    http: {
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: REQUEST_CHECK_MS,
      // Node would answer without a body; httpPlugin looks.
      requireHostHeader: false,
      shouldUpgradeCallback: mayReadAgain,
    },
    forceCloseConnections: 'idle',
    // What still arrives on an open connection while draining is answered; new connections are not taken.
    return503OnClosing: false,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : nextRequestId();
    },
    clientErrorHandler: (error, socket) => answerClientError(app, error, socket as Socket),
    frameworkErrors: (error, request, reply) => answerFrameworkError(app)(error, request, reply),
    routerOptions: { ignoreTrailingSlash: true },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.decorate('config', config);
  answerUnknownExpectation(app);
  readPastUpgrades(app.server);
  // JSON or 415: Fastify would read plain text as well, and find no field in it.
  app.removeContentTypeParser('text/plain');

  await app.register(drainingPlugin);
  await app.register(allowedMethodsPlugin);
  await app.register(requestLogPlugin);
  await app.register(problemsPlugin);
  await app.register(validationPlugin);
  await app.register(httpPlugin);
  await app.register(rateLimitPlugin);
  await app.register(pipeliningPlugin);
  await app.register(jsonOnlyPlugin);
  await app.register(emptyBodyPlugin);
  await app.register(databasePlugin);
  await app.register(redisPlugin);
  await app.register(productCachePlugin);
  await app.register(jobsPlugin);
  await app.register(paymentsPlugin);
  await app.register(metricsPlugin);
  await app.register(deliveryMetricsPlugin);
  await app.register(productCacheMetricsPlugin);
  await app.register(loginsPlugin);
  await app.register(accessPlugin);
  await app.register(idempotencyPlugin);
  await app.register(openapiPlugin);

  await app.register(accountRoutes);
  await app.register(guestRoutes);
  await app.register(meRoutes);
  await app.register(ownLoginRoutes);
  await app.register(emailConfirmationRoutes);
  await app.register(passwordResetRoutes);
  await app.register(catalogReadRoutes);
  await app.register(catalogWriteRoutes);
  await app.register(scheduledPriceRoutes);
  await app.register(ledgerRoutes);
  await app.register(cartRoutes);
  await app.register(orderRoutes);
  await app.register(claimRoutes);
  await app.register(cancellationRoutes);
  await app.register(fulfillmentRoutes);
  await app.register(returnRoutes);
  await app.register(orderAddressRoutes);
  await app.register(eventRoutes);
  await app.register(paymentRoutes);
  await app.register(refundRoutes);
  await app.register(paymentWebhookRoutes);
  await app.register(quoteRoutes);
  await app.register(rateRoutes);
  await app.register(importRoutes);
  await app.register(invoiceRoutes);
  await app.register(reportRoutes);
  await app.register(addressBookRoutes);
  await app.register(customerRoutes);
  await app.register(privacyRoutes);
  await app.register(jobRoutes);
  await app.register(apiKeyRoutes);
  await app.register(memberRoutes);
  await app.register(rightsRoutes);
  await app.register(invitationRoutes);
  await app.register(auditRoutes);
  await app.register(shopEventRoutes);
  await app.register(webhookEndpointRoutes);
  await app.register(webhookActionRoutes);
  await app.register(webhookDeliveryRoutes);
  await app.register(orderPageRoutes);
  await app.register(passwordResetPages);
  await app.register(emailConfirmationPages);
  await app.register(claimPageRoutes);
  await app.register(problemPageRoutes);
  await app.register(operationsRoutes);
  await app.register(adminRoutes);
  if (config.shopPages) await app.register(shopRoutes);
  return app;
}

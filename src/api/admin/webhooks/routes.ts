import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { inTransaction } from '../../../database/in-transaction.ts';
import { deliveryStates } from '../../../entities/webhook-delivery.entity.ts';
import { typePatterns } from '../../../events/event-types.ts';
import { limits } from '../../../limits.ts';
import { checkUrl } from '../../../outbound/address-guard.ts';
import { createEndpoint } from '../../../webhooks/change-endpoints.ts';
import { secretSeal } from '../../../webhooks/endpoint-secrets.ts';
import type { EndpointView } from '../../../webhooks/endpoint-view.ts';
import { type DeliveryDetails, findDelivery, listDeliveries } from '../../../webhooks/list-deliveries.ts';
import { findEndpoint, listEndpoints } from '../../../webhooks/list-endpoints.ts';
import { shownSecret } from '../../../webhooks/signature.ts';
import { problemOf } from '../../plugins/operation-errors.ts';
import { auditedPage } from '../../staff/audited.ts';
import { factsOfEndpoint, subjectOfEndpoint } from '../../webhooks/facts.ts';
import { doneNotice } from '../actions/done-notice.ts';
import { Form } from '../actions/form.ts';
import { offerAction, type Subjects } from '../actions/offer-action.ts';
import { missingPage } from '../missing-page.ts';
import { needs } from '../page-scope.ts';
import { queryText, readId } from '../query.ts';
import { changeWebhooks, replayAction, retryAction, switchAction, testAction } from './actions.ts';
import { deliveriesPath, deliveryPage, endpointPage } from './endpoint-page.ts';
import { endpointsPage, newEndpointPage, webhooksPath } from './endpoints-page.ts';

const ON_PAGE = 50;
const scope = 'settings:write';

/** Where events are sent and what came of it, for operators. */
export async function webhookPages(app: FastifyInstance): Promise<void> {
  needs(app, scope);
  const seal = secretSeal(app.config.jwtSecret);
  const cursorOf = (request: FastifyRequest) => queryText(request, 'cursor', 1_500) || undefined;
  const none = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.code(404).send(missingPage('There is no such endpoint', webhooksPath, 'To the endpoints'));
  const pageFor = async (request: FastifyRequest, form: Form) =>
    endpointsPage(
      await listEndpoints(app.pg, { limit: ON_PAGE, cursor: cursorOf(request) }),
      form,
      doneNotice(request),
    );

  app.get(webhooksPath, async (request, reply) => reply.send(await pageFor(request, new Form({}))));

  app.post(webhooksPath, async (request, reply) => {
    const form = new Form(request.body);
    const url = form.text('url', { max: limits.webhookUrl, required: 'Where is it?' });
    const description = form.text('description', { max: limits.label }) || null;
    const types = form
      .text('types', { max: 500, required: 'What does it hear of?' })
      .split(/[\s,]+/)
      .filter(Boolean);
    const unknown = types.find((type) => !typePatterns.includes(type));
    if (unknown !== undefined) form.faults.set('types', `There is no type ${unknown}`);
    if (form.faults.size > 0) return reply.code(400).send(await pageFor(request, form));
    try {
      await checkUrl(url, app.config.webhookNetworks);
      const { view, secret } = await inTransaction(app.pg, async (client) => {
        const made = await createEndpoint(client, seal, { url, types, description });
        const change = { subject: subjectOfEndpoint(made.view.id), after: factsOfEndpoint(made.view) };
        await auditedPage(request, client, 'createWebhookEndpoint', change);
        return made;
      });
      return reply.send(newEndpointPage(view, shownSecret(secret)));
    } catch (error) {
      const problem = problemOf(error);
      if (!problem || problem.status >= 500) throw error;
      form.faults.set('url', problem.detail);
      return reply.code(problem.status).send(await pageFor(request, form));
    }
  });

  const endpoints: Subjects<EndpointView> = {
    address: `${webhooksPath}/:id`,
    scope,
    load: async ({ id = '' }) => {
      const known = readId(id);
      return known === undefined ? undefined : findEndpoint(app.pg, known);
    },
    pathOf: ({ id }) => `${webhooksPath}/${id}`,
    versionOf: ({ version }) => `${version}`,
    none,
  };
  app.get<{ Params: { id: string } }>(endpoints.address, async (request, reply) => {
    const endpoint = await endpoints.load(request.params);
    if (!endpoint) return none(request, reply);
    const asked = queryText(request, 'state', 16);
    const state = deliveryStates.find((one) => one === asked);
    const query = { limit: ON_PAGE, cursor: cursorOf(request), state };
    const page = await listDeliveries(app.pg, endpoint.id, query);
    return reply.send(endpointPage(endpoint, page, state ?? '', doneNotice(request)));
  });
  const change = changeWebhooks(app);
  for (const action of [
    testAction(change),
    replayAction(change),
    switchAction(app, change, true),
    switchAction(app, change, false),
  ])
    offerAction(app, endpoints, action);

  const deliveries: Subjects<DeliveryDetails> = {
    address: `${deliveriesPath}/:id`,
    scope,
    load: async ({ id = '' }) => {
      const known = readId(id);
      return known === undefined ? undefined : findDelivery(app.pg, known);
    },
    pathOf: ({ id }) => `${deliveriesPath}/${id}`,
    versionOf: () => 'any',
    none,
  };
  app.get<{ Params: { id: string } }>(deliveries.address, async (request, reply) => {
    const delivery = await deliveries.load(request.params);
    return delivery ? reply.send(deliveryPage(delivery, doneNotice(request))) : none(request, reply);
  });
  offerAction(app, deliveries, retryAction(change));
}

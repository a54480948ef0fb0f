import type { FastifyInstance } from 'fastify';
import type { PoolClient } from 'pg';
import type { AuditedChange } from '../../../audit/audit-row.ts';
import { differenceOf } from '../../../audit/facts.ts';
import { recordAudit } from '../../../audit/record-audit.ts';
import { inTransaction } from '../../../database/in-transaction.ts';
import { runOnce } from '../../../idempotency/run-once.ts';
import { changeEndpoint } from '../../../webhooks/change-endpoints.ts';
import { testEndpoint } from '../../../webhooks/endpoint-events.ts';
import type { EndpointView } from '../../../webhooks/endpoint-view.ts';
import { type DeliveryDetails, retryDelivery } from '../../../webhooks/list-deliveries.ts';
import { askForReplay } from '../../../webhooks/replays.ts';
import { checkChange } from '../../webhooks/check-change.ts';
import { factsOfEndpoint, subjectOfEndpoint } from '../../webhooks/facts.ts';
import type { Action, Operator } from '../actions/action.ts';
import { hostOf } from './endpoints-page.ts';

const DAY_MS = 24 * 3_600_000;

/** Does something once, in one transaction with its record. */
export type ChangeWebhooks = (
  by: Operator,
  work: (client: PoolClient) => Promise<AuditedChange>,
) => Promise<void>;

export const changeWebhooks =
  (app: FastifyInstance): ChangeWebhooks =>
  async (by, work) => {
    const transact = <T>(inside: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, inside);
    await runOnce(transact, by.request, async (client) => {
      const change = await work(client);
      await recordAudit(client, by.trail, change);
      return { answer: { reference: change.subject.id, status: 303, body: '' }, result: {} };
    });
  };

const ofEndpoint = (id: string, after: AuditedChange['after']): AuditedChange => ({
  subject: subjectOfEndpoint(id),
  after,
});

export const testAction = (change: ChangeWebhooks): Action<EndpointView, undefined> => ({
  path: 'test',
  operation: 'testWebhookEndpoint',
  title: (endpoint) => `Send ${hostOf(endpoint)} a test`,
  read: () => undefined,
  review: () => ({ sentences: ['It is sent endpoint.test, which tells of nothing.'], button: 'Send it' }),
  run: ({ id }, _nothing, by) =>
    change(by, async (client) => ofEndpoint(id, { eventId: await testEndpoint(client, id) })),
  done: 'sent',
});

export const replayAction = (change: ChangeWebhooks): Action<EndpointView, undefined> => ({
  path: 'replay',
  operation: 'replayWebhookEvents',
  title: (endpoint) => `Send ${hostOf(endpoint)} again what failed`,
  read: () => undefined,
  review: () => ({
    sentences: [
      'What happened within the last day, and was given up, is sent once more under its own webhook-id.',
    ],
    button: 'Send it',
  }),
  run: ({ id }, _nothing, by) =>
    change(by, async (client) => {
      const to = new Date();
      const span = { from: new Date(to.getTime() - DAY_MS), to, onlyFailed: true };
      const { from, onlyFailed } = await askForReplay(client, id, span);
      return ofEndpoint(id, { from, to: to.toISOString(), onlyFailed });
    }),
  done: 'sent',
});

/** @param enabled what it is from then on */
export const switchAction = (
  app: FastifyInstance,
  change: ChangeWebhooks,
  enabled: boolean,
): Action<EndpointView, undefined> => ({
  path: enabled ? 'enable' : 'disable',
  operation: 'updateWebhookEndpoint',
  title: (endpoint) => `${enabled ? 'Enable' : 'Disable'} ${hostOf(endpoint)}`,
  read: () => undefined,
  review: () => ({
    sentences: enabled
      ? ['What it was owed goes on, and what happens from now on is sent to it.']
      : [
          'Nothing is sent to it until it is enabled again. Events of the time between can be replayed for 30 days.',
        ],
    button: enabled ? 'Enable it' : 'Disable it',
    isGrave: !enabled,
  }),
  run: async ({ id }, _nothing, by) => {
    await checkChange(app, id, { enabled });
    await change(by, async (client) => {
      const { before, after } = await changeEndpoint(
        client,
        id,
        { enabled },
        (version) => `${version}` === by.seen,
      );
      return {
        subject: subjectOfEndpoint(id),
        ...differenceOf(factsOfEndpoint(before), factsOfEndpoint(after)),
      };
    });
  },
  done: 'switched',
});

export const retryAction = (change: ChangeWebhooks): Action<DeliveryDetails, undefined> => ({
  path: 'retry',
  operation: 'retryWebhookDelivery',
  title: ({ type }) => `Send ${type} again`,
  read: () => undefined,
  review: ({ eventId }) => ({
    sentences: [`It is sent at once, under the same webhook-id: ${eventId}.`],
    button: 'Send it',
  }),
  run: ({ id }, _nothing, by) =>
    change(by, async (client) => {
      const { endpointId, eventId } = await retryDelivery(client, id);
      return ofEndpoint(endpointId, { deliveryId: id, eventId });
    }),
  done: 'sent',
});

import { Type } from 'typebox';
import { deliveryStates } from '../../entities/webhook-delivery.entity.ts';
import { disabledReasons } from '../../entities/webhook-endpoint.entity.ts';
import { typePatterns } from '../../events/event-types.ts';
import { limits } from '../../limits.ts';
import { TypePattern } from '../events/schemas.ts';
import { Choice, orNone, pageQuery, strict, Timestamp, text, Uuid } from '../schemas.ts';

const Url = () =>
  Type.String({
    minLength: 1,
    maxLength: limits.webhookUrl,
    pattern: '^[\\x21-\\x7e]+$',
    description: 'https; http for networks that the shop names as its own',
    examples: ['https://warehouse.example/holdfast'],
  });
const Types = () =>
  Type.Array(TypePattern(), { minItems: 1, maxItems: typePatterns.length, examples: [['order.*']] });
const instantOrNone = (description: string) => orNone({ format: 'date-time', description });

const members = {
  url: Url(),
  types: Types(),
  description: Type.Optional(orNone({ ...text(limits.label), description: 'For people' })),
  enabled: Type.Optional(Type.Boolean({ description: 'Whether it is sent to; true where it is left out' })),
};
export const EndpointBody = strict(members, { title: 'WebhookEndpointRequest' });
export const EndpointChanges = strict(
  { ...members, url: Type.Optional(Url()), types: Type.Optional(Types()) },
  { minProperties: 1, title: 'UpdateWebhookEndpointRequest' },
);

const endpoint = {
  id: Uuid(),
  url: Type.String(),
  types: Type.Array(Type.String()),
  description: Type.Union([Type.String(), Type.Null()]),
  enabled: Type.Boolean(),
  disabledReason: Type.Union([Choice(disabledReasons, { title: 'WebhookDisabledReason' }), Type.Null()], {
    description:
      'Why it is disabled: it answered 410 (gone), took nothing for five days (failing), or somebody disabled it (manual)',
  }),
  failingSince: instantOrNone('Of the first attempt that failed since one succeeded'),
  previousSecretUntil: instantOrNone('Until when a secret from before signs, too'),
  version: Type.Integer({ description: 'Raised by every change; the ETag' }),
  createdAt: Timestamp(),
  updatedAt: Timestamp(),
};
export const EndpointSchema = Type.Object(endpoint, {
  title: 'WebhookEndpoint',
  description: 'Where events are sent',
});

const Secret = () =>
  Type.String({
    description: 'Signs every delivery (Standard Webhooks). It is shown this once',
    examples: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'],
  });
export const NewEndpointSchema = Type.Object(
  { ...endpoint, secret: Secret() },
  { title: 'NewWebhookEndpoint', description: 'The endpoint, and its secret this once' },
);

/** A month: long enough for any deploy. */
const MOST_OVERLAP_SECONDS = 30 * 24 * 3_600;
export const RotationBody = strict(
  {
    overlapSeconds: Type.Integer({
      minimum: 0,
      maximum: MOST_OVERLAP_SECONDS,
      default: 24 * 3_600,
      description: 'How long deliveries are signed with the secret before, too',
    }),
  },
  { title: 'SecretRotationRequest' },
);
export const RotationSchema = Type.Object(
  {
    endpointId: Uuid(),
    secret: Secret(),
    previousSecretUntil: instantOrNone('Until when the one before signs, too'),
  },
  { title: 'SecretRotation', description: 'The new secret, this once' },
);

export const TestSchema = Type.Object(
  { endpointId: Uuid(), eventId: Uuid({ description: '`webhook-id` of what is sent' }) },
  { title: 'WebhookTest', description: 'It is on its way' },
);

export const ReplayBody = strict(
  {
    from: Timestamp(),
    to: Timestamp(),
    onlyFailed: Type.Boolean({ default: false, description: 'true: only what was owed and given up' }),
  },
  { title: 'WebhookReplayRequest' },
);
export const ReplaySchema = Type.Object(
  { id: Uuid(), endpointId: Uuid(), from: Timestamp(), to: Timestamp(), onlyFailed: Type.Boolean() },
  { title: 'WebhookReplay', description: 'The events of the span are owed once more, a piece at a time' },
);

const delivery = {
  id: Uuid(),
  endpointId: Uuid(),
  eventId: Uuid({ description: '`webhook-id`' }),
  type: Type.String({ examples: ['order.placed'] }),
  state: Choice(deliveryStates, { title: 'WebhookDeliveryState' }),
  attemptCount: Type.Integer({ minimum: 0 }),
  nextAttemptAt: instantOrNone('While one is under way: when it counts as lost; null where none is to come'),
  createdAt: Timestamp(),
  settledAt: instantOrNone('When it was taken, or given up'),
};
export const DeliverySchema = Type.Object(delivery, {
  title: 'WebhookDelivery',
  description: 'An event that an endpoint is or was owed',
});

export const DeliveryDetailsSchema = Type.Object(
  {
    ...delivery,
    body: Type.Union([Type.String(), Type.Null()], {
      description: 'What is sent, and signed; null once the event is no longer kept',
    }),
    attempts: Type.Array(
      Type.Object(
        {
          number: Type.Integer({ minimum: 1 }),
          startedAt: Timestamp(),
          durationMs: Type.Integer(),
          status: Type.Union([Type.Integer(), Type.Null()], {
            description: 'null where nothing was answered',
          }),
          error: Type.Union([Type.String(), Type.Null()], { description: 'Why nothing was answered' }),
          response: Type.Union([Type.String(), Type.Null()], { description: 'The first KiB of the answer' }),
        },
        { title: 'WebhookAttempt' },
      ),
      { description: 'The newest hundred, in their order' },
    ),
  },
  { title: 'WebhookDeliveryDetails', description: 'A delivery, with every attempt' },
);

const optionalInstant = (description: string) =>
  Type.Optional(Type.String({ format: 'date-time', description }));
export const DeliveriesQuery = strict({
  state: Type.Optional(Choice(deliveryStates, { title: 'WebhookDeliveryState' })),
  from: optionalInstant('First owed then or later'),
  to: optionalInstant('First owed then or earlier'),
  ...pageQuery,
});

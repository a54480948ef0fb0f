import { Type } from 'typebox';
import { EXAMPLE_ID, Timestamp } from '../schemas.ts';
import { type Message, messages } from '../webhooks/messages.ts';
import type { Operation, Schema } from './document.ts';
import { exampleOf } from './example-of.ts';

const header = (name: string, description: string, schema: object, example: unknown) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema,
  example,
});

/** Of each webhook: Standard Webhooks 1.0.0. */
export const messageHeaders = {
  WebhookId: header(
    'webhook-id',
    'Of the event: the same however often it is sent',
    { type: 'string', format: 'uuid' },
    EXAMPLE_ID,
  ),
  WebhookTimestamp: header(
    'webhook-timestamp',
    'When this was sent, in seconds since 1970',
    { type: 'integer' },
    1_763_834_400,
  ),
  WebhookSignature: header(
    'webhook-signature',
    '`v1,` and the HMAC-SHA-256 of `id.timestamp.body` in base64, one for each secret, with blanks between them',
    { type: 'string' },
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  ),
};

/** What endpoints are sent, by type of event. */
export function webhooks(): Record<string, { post: Operation }> {
  return Object.fromEntries(
    Object.entries(messages).map(([type, message]) => [type, { post: webhook(type, message) }]),
  );
}

function webhook(type: string, { summary, data }: Message): Operation {
  const name = type.replace(/(?:^|[._])(.)/g, (_, letter: string) => letter.toUpperCase());
  const schema: Schema = {
    ...Type.Object(
      { type: Type.Literal(type), timestamp: Timestamp(), data: Type.Object(data) },
      { title: `${name}Webhook`, description: 'No personal data' },
    ),
  };
  const refused = 'It is sent again later, for about three days in all';
  return {
    operationId: `on${name}`,
    summary,
    description: 'Sent to each endpoint that listens to it, at least once and in no promised order.',
    tags: ['Webhooks'],
    security: [],
    parameters: Object.keys(messageHeaders).map((one) => ({ $ref: `#/components/parameters/${one}` })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema, example: exampleOf(schema, 'whole') } },
    },
    responses: {
      '2XX': { description: 'Taken: it is not sent again' },
      '410': { description: 'The endpoint is gone: it is disabled' },
      '4XX': { description: refused },
      '5XX': { description: refused },
    },
  };
}

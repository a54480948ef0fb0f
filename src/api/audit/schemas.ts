import { Type } from 'typebox';
import { auditRoles } from '../../entities/audit-entry.entity.ts';
import { Choice, NO_NUL, pageQuery, strict, Timestamp, Uuid } from '../schemas.ts';

const Facts = (description: string) =>
  Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()], { description });

export const AuditEntrySchema = Type.Object(
  {
    id: Uuid(),
    at: Timestamp(),
    actor: Type.Object(
      {
        role: Choice(auditRoles, { title: 'AuditRole' }),
        id: Uuid({ description: 'Of a user; of the API key where the role is KEY' }),
      },
      { title: 'AuditActor' },
    ),
    address: Type.String({
      description: 'The network it came from: an IPv4 address, or the /64 of an IPv6 address',
      examples: ['203.0.113.9'],
    }),
    action: Type.String({ description: 'An operationId', examples: ['cancelOrder'] }),
    subject: Type.Object(
      { type: Type.String({ examples: ['order'] }), id: Type.String() },
      { title: 'AuditSubject', description: 'What was changed' },
    ),
    before: Facts('What changed, as it was; null for what is new'),
    after: Facts('The same as it is from then on; null for what is gone'),
  },
  { title: 'AuditEntry', description: 'A change that somebody made who works for the shop' },
);

/** Without an example: a page that fills one in would look for what is not there. */
const sought = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, pattern: NO_NUL, description }));

export const AuditQuerySchema = strict({
  actor: Type.Optional(Uuid({ description: 'Id of a user or of an API key' })),
  action: sought(100, 'An operationId'),
  subject: sought(255, 'Id of what was changed'),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'Made then or later' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Made then or earlier' })),
  ...pageQuery,
});

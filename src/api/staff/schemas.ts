import { Type } from 'typebox';
import { scopes } from '../../accounts/scopes.ts';
import { Password } from '../accounts/schemas.ts';
import { Choice, Email, EXAMPLE_ID, strict, Timestamp, text, Uuid } from '../schemas.ts';

const Scopes = (description: string, options: object = {}) =>
  Type.Array(Choice(scopes, { title: 'Scope' }), {
    maxItems: scopes.length,
    description,
    examples: [['orders:read']],
    ...options,
  });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

/** Roles of those who work here. */
const staffRoles = ['ADMIN', 'STAFF'] as const;

export const InvitationBody = strict(
  {
    email: Email(),
    role: Type.Optional(
      Choice(staffRoles, { title: 'StaffRole', description: 'STAFF unless told; ADMIN may everything' }),
    ),
    scopes: Type.Optional(Scopes('What they may do: no more than you may; of an administrator none')),
  },
  { title: 'InvitationRequest' },
);
export const MemberPatch = strict(
  {
    role: Type.Optional(Choice(staffRoles, { title: 'NewStaffRole' })),
    scopes: Type.Optional(Scopes('All that they may do from then on')),
  },
  { title: 'StaffMemberChange', minProperties: 1 },
);
export const MemberSchema = Type.Object(
  {
    id: Uuid(),
    email: Email(),
    name: orNull(Type.String(), 'null until they accept the invitation'),
    role: Choice(staffRoles, { title: 'StaffMemberRole' }),
    scopes: Scopes('What they may do; an administrator has all'),
    status: Choice(['ACTIVE', 'INVITED'], { title: 'StaffMemberStatus' }),
    createdAt: Timestamp(),
  },
  { title: 'StaffMember', description: 'Somebody who works here, or is invited to' },
);
export const AcceptanceBody = strict(
  { name: text(200, { examples: ['Grace Hopper'] }), password: Password() },
  { title: 'InvitationAcceptance' },
);

export const ApiKeyBody = strict(
  {
    name: text(100, { description: 'What it is for', examples: ['ERP'] }),
    scopes: Scopes('What it may do: no more than you may', { minItems: 1 }),
    expiresAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'It is good until then; without it, until it is deleted',
        examples: ['2099-01-01T00:00:00Z'],
      }),
    ),
  },
  { title: 'ApiKeyRequest' },
);

const apiKey = {
  id: Uuid(),
  name: Type.String(),
  scopes: Scopes('What it may do'),
  prefix: Type.String({ description: 'The beginning of the key', examples: ['hf_0a1b2c3d'] }),
  createdBy: Type.Object(
    { id: Uuid({ examples: [EXAMPLE_ID] }), name: orNull(Type.String(), 'null once they were erased') },
    { title: 'ApiKeyCreator', description: 'Who made it' },
  ),
  createdAt: Timestamp(),
  expiresAt: orNull(Timestamp(), 'null: it is good until it is deleted'),
  lastUsedAt: orNull(Timestamp(), 'To the minute; null: never'),
};
export const ApiKeySchema = Type.Object(apiKey, {
  title: 'ApiKey',
  description: 'What a machine calls this API with',
});
export const NewApiKeySchema = Type.Object(
  {
    ...apiKey,
    key: Type.String({ description: 'The key itself, this once: nobody can read it later' }),
  },
  { title: 'NewApiKey', description: 'A key that was made, with the key itself' },
);

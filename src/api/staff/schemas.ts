import { Type } from 'typebox';
import { scopes } from '../../accounts/scopes.ts';
import { Choice, EXAMPLE_ID, strict, Timestamp, text, Uuid } from '../schemas.ts';

const Scopes = (description: string, options: object = {}) =>
  Type.Array(Choice(scopes, { title: 'Scope' }), {
    maxItems: scopes.length,
    description,
    examples: [['orders:read']],
    ...options,
  });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

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

import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { Problem, type ProblemCode } from '../../errors.ts';
import {
  type Changes,
  findSetting,
  listSettings,
  type Settings,
  type SettingsRow,
} from '../../rates/settings.ts';
import { answerOnce } from '../answer-once.ts';
import { operatorOf } from '../audit/audit-trail.ts';
import type { Access } from '../plugins/access.ts';
import { preconditionOf } from '../preconditions.ts';
import {
  conditionHeaders,
  IdParams,
  knownVersions,
  Page,
  problemResponses,
  RecordsQuery,
  removal,
} from '../schemas.ts';
import { etagOf, isKnown } from '../version-tags.ts';
import { addAudited, changeAudited, removeAudited } from './audited-settings.ts';

/** One kind of settings over HTTP. */
export interface SettingsResource<Row extends SettingsRow, View extends { version: number }> {
  readonly path: string;
  /** Of operationIds: `TaxRate`; of the list: `TaxRates`. */
  readonly name: string;
  readonly list: string;
  /** In words, for summaries: `a tax rate`, `tax rates`. */
  readonly one: string;
  readonly many: string;
  readonly settings: Settings<Row>;
  readonly viewOf: (row: Row) => View;
  /** What a body says in the members of a row. @throws {Problem} */
  readonly changesOf: (body: never) => Changes<Row>;
  /** Of what a body leaves out that adds one. */
  readonly defaults: Changes<Row>;
  readonly body: TSchema;
  readonly changes: TSchema;
  readonly answer: TSchema & { title?: string };
  /** Who reads them. */
  readonly readers: Access;
  /** What a constraint may answer. */
  readonly problems: readonly ProblemCode[];
}

type WithId = { Params: { id: string } };

/** List, create, read, change and remove, as products have it: versions, conditions, keys; each change is on record. */
export function settingsRoutes<Row extends SettingsRow, View extends { version: number }>(
  app: FastifyInstance,
  resource: SettingsResource<Row, View>,
): void {
  const { path, name, one, many, settings, viewOf, changesOf } = resource;
  // `tax-rate`, as the audit log names it.
  const audited = { settings, viewOf, subject: path.slice('/'.length, -'s'.length) };
  const tags = ['Costs'];
  const config = { access: 'settings:write' } as const;
  const transact = <T>(work: (em: EntityManager) => Promise<T>) => app.orm.em.fork().transactional(work);
  const answer = (reply: FastifyReply, view: View) => reply.header('etag', etagOf(view.version)).send(view);

  app.get<{ Querystring: { limit: number; cursor?: string } }>(
    path,
    {
      config: { access: resource.readers },
      schema: {
        tags,
        operationId: `list${resource.list}`,
        summary: `List ${many}`,
        description: 'Newest first.',
        querystring: RecordsQuery,
        response: {
          200: Page(resource.answer, `${name}Page`),
          ...problemResponses('invalid_cursor', 'validation_failed'),
        },
      },
    },
    async (request) => {
      const { items, nextCursor } = await listSettings(app.orm.em.fork(), settings, request.query);
      return { items: items.map(viewOf), nextCursor };
    },
  );

  app.post(
    path,
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: `create${name}`,
        summary: `Add ${one}`,
        answerHeaders: { 201: ['Location', 'ETag'] },
        body: resource.body,
        response: { 201: resource.answer, ...problemResponses(...resource.problems) },
      },
    },
    async (request, reply) => {
      const made = await answerOnce(request, reply, transact, async (em: EntityManager) => {
        const input = { ...resource.defaults, ...changesOf(request.body as never) };
        const row = await addAudited(em, operatorOf(request), audited, input);
        return { reference: row.id, view: viewOf(row), result: row };
      });
      reply.header('location', `${path}/${made.reference}`);
      return reply.header('etag', etagOf(JSON.parse(made.body).version)).send(made.body);
    },
  );

  app.get<WithId>(
    `${path}/:id`,
    {
      config: { access: resource.readers },
      schema: {
        tags,
        operationId: `get${name}`,
        summary: `Read ${one}`,
        description: 'Its ETag is what If-Match takes.',
        params: IdParams,
        headers: knownVersions,
        answerHeaders: { 200: ['ETag'], 304: ['ETag'] },
        response: {
          200: resource.answer,
          304: Type.Null({ description: 'Not changed' }),
          ...problemResponses('not_found'),
        },
      },
    },
    async (request, reply) => {
      const row = await findSetting(app.orm.em.fork(), settings, request.params.id);
      if (!row) throw new Problem('not_found');
      if (isKnown(request.headers['if-none-match'], row.version))
        return reply.header('etag', etagOf(row.version)).code(304).send(null);
      return answer(reply, viewOf(row));
    },
  );

  app.patch<WithId>(
    `${path}/:id`,
    {
      config,
      schema: {
        tags,
        operationId: `update${name}`,
        summary: `Change ${one}`,
        description: 'What is not named stays. Orders keep what they cost.',
        params: IdParams,
        headers: conditionHeaders,
        answerHeaders: { 200: ['ETag'], 412: ['ETag'] },
        body: resource.changes,
        response: {
          200: resource.answer,
          ...problemResponses('not_found', 'version_mismatch', ...resource.problems),
        },
      },
    },
    async (request, reply) => {
      const accepted = preconditionOf(request.headers);
      const changes = changesOf(request.body as never);
      const row = await transact((em) =>
        changeAudited(em, operatorOf(request), audited, request.params.id, changes, accepted),
      );
      return answer(reply, viewOf(row));
    },
  );

  app.delete<WithId>(
    `${path}/:id`,
    {
      config,
      schema: {
        tags,
        operationId: `delete${name}`,
        summary: `Remove ${one}`,
        description: 'Orders keep what they cost.',
        params: IdParams,
        ...removal,
      },
    },
    async (request, reply) => {
      const accepted = preconditionOf(request.headers);
      await transact((em) => removeAudited(em, operatorOf(request), audited, request.params.id, accepted));
      return reply.code(204).send(null);
    },
  );
}

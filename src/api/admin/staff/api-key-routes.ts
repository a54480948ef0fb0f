import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { inTransaction } from '../../../database/in-transaction.ts';
import type { ApiKeyView } from '../../../staff/api-key-view.ts';
import { createApiKey, deleteApiKey } from '../../../staff/change-api-keys.ts';
import { findApiKey, listApiKeys } from '../../../staff/list-api-keys.ts';
import { problemOf } from '../../plugins/operation-errors.ts';
import { factsOfKey, subjectOfKey } from '../../staff/api-key-facts.ts';
import { auditedPage } from '../../staff/audited.ts';
import { type Action, ActionRefused } from '../actions/action.ts';
import { doneNotice } from '../actions/done-notice.ts';
import { Form } from '../actions/form.ts';
import { offerAction, type Subjects } from '../actions/offer-action.ts';
import { missingPage } from '../missing-page.ts';
import { needs } from '../page-scope.ts';
import { queryText, readId } from '../query.ts';
import { apiKeysPage, apiKeysPath, newKeyPage } from './api-keys-page.ts';
import { type ChangeStaff, changeStaff } from './change-staff.ts';
import { readScopes } from './rights-fields.ts';

const KEYS_ON_PAGE = 50;
const MAX_DAYS = 3_650;
const DAY_MS = 24 * 60 * 60_000;

/** The keys of machines, for operators who decide about them. */
export async function apiKeyPages(app: FastifyInstance): Promise<void> {
  needs(app, 'staff:write');
  const none = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.code(404).send(missingPage('There is no such key', apiKeysPath, 'To the keys'));
  const pageFor = async (request: FastifyRequest, form: Form) => {
    const cursor = queryText(request, 'cursor', 1_000) || undefined;
    return apiKeysPage(await listApiKeys(app.pg, { limit: KEYS_ON_PAGE, cursor }), form, doneNotice(request));
  };

  app.get(apiKeysPath, async (request, reply) => reply.send(await pageFor(request, new Form({}))));

  app.post(apiKeysPath, async (request, reply) => {
    const form = new Form(request.body);
    const name = form.text('name', { max: 100, required: 'Say what it is for' });
    const scopes = readScopes(form);
    if (scopes.length === 0) form.faults.set('scopes', 'Tick what it may do');
    const days = form.raw('days') === '' ? undefined : form.integer('days', { min: 1, max: MAX_DAYS });
    const by = request.operator;
    if (form.faults.size > 0 || !by) return reply.code(400).send(await pageFor(request, form));
    const expiresAt = days === undefined ? undefined : new Date(Date.now() + days * DAY_MS);
    try {
      const { view, key } = await inTransaction(app.pg, async (client) => {
        const made = await createApiKey(client, { name, scopes, expiresAt }, by);
        const change = { subject: subjectOfKey(made.view), after: factsOfKey(made.view) };
        await auditedPage(request, client, 'createApiKey', change);
        return made;
      });
      return reply.send(newKeyPage(view, key));
    } catch (error) {
      const problem = problemOf(error);
      if (!problem || problem.status >= 500) throw error;
      form.faults.set('scopes', problem.detail);
      return reply.code(problem.status).send(await pageFor(request, form));
    }
  });

  const keys: Subjects<ApiKeyView> = {
    address: `${apiKeysPath}/:id`,
    scope: 'staff:write',
    load: async ({ id = '' }) => {
      const known = readId(id);
      return known === undefined ? undefined : findApiKey(app.pg, known);
    },
    pathOf: () => apiKeysPath,
    versionOf: ({ id }) => id,
    none,
  };
  offerAction(app, keys, deleteAction(changeStaff(app)));
}

const deleteAction = (change: ChangeStaff): Action<ApiKeyView, undefined> => ({
  path: 'delete',
  operation: 'deleteApiKey',
  title: ({ name }) => `Delete the key for ${name}`,
  read: () => undefined,
  review: ({ name, prefix }) => ({
    sentences: [
      `${prefix}… is good for nothing from then on: ${name} can do nothing here until it has another key.`,
    ],
    button: 'Delete it',
    isGrave: true,
  }),
  run: ({ id }, _nothing, by) =>
    change(by, id, async (client) => {
      const view = await deleteApiKey(client, id);
      if (!view) throw new ActionRefused('It was deleted already. Nothing was done.');
      return { owes: [], change: { subject: subjectOfKey(view), before: factsOfKey(view) } };
    }),
  done: 'deleted',
});

import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../../../accounts/scopes.ts';
import { Problem } from '../../../errors.ts';
import { isDone } from '../../../idempotency/is-done.ts';
import { keyOfRoute } from '../../../idempotency/keyed-request.ts';
import { addressOf } from '../../client-address.ts';
import { problemOf } from '../../plugins/operation-errors.ts';
import { type Action, ActionRefused, type Operator, SubjectChanged } from './action.ts';
import { formPage, refusedPage, reviewPage } from './action-pages.ts';
import { Form } from './form.ts';

/** What actions are done to, and where its pages are. */
export interface Subjects<Subject> {
  /** Address with parameters, such as `/admin/orders/:id`. */
  address: string;
  /** What an operator needs to do something to one. */
  scope: Scope;
  load(params: Record<string, string>): Promise<Subject | undefined>;
  /** Address of the page that shows one. */
  pathOf(subject: Subject): string;
  /** Changes whenever something does that the operator was shown. */
  versionOf(subject: Subject): string;
  /** Answers where there is none. */
  none(request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

type ActionRequest = FastifyRequest<{ Params: Record<string, string> }>;

/** Largest form: two numbers for each line of the longest order. */
const FORM_BYTES = 256 * 1_024;
const keyPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The pages of one action: what is to be filled in, then what will happen, then it is done and its subject is shown.
 * Plain forms, each step a request of its own. The last one carries a key of its own, so that it is done once however
 * often it is sent, and the version that was shown at first, so that nobody decides on what is no longer so.
 */
export function offerAction<Subject, Input>(
  app: FastifyInstance,
  subjects: Subjects<Subject>,
  action: Action<Subject, Input>,
): void {
  const url = `${subjects.address}/${action.path}`;
  const placeOf = (request: FastifyRequest, subject: Subject) => ({
    title: action.title(subject),
    address: request.url.split('?', 1)[0] as string,
    back: subjects.pathOf(subject),
  });
  const operatorOf = (request: ActionRequest, form: Form): Operator | undefined => {
    const key = form.raw('key');
    if (request.operator === undefined || !keyPattern.test(key)) return undefined;
    const { id, role, scopes } = request.operator;
    const content = JSON.stringify([request.url, request.body]);
    const fingerprint = hash('sha256', content, 'buffer');
    return {
      id,
      role,
      scopes,
      trail: { actor: { role, id }, address: addressOf(request), action: action.operation },
      seen: form.raw('seen'),
      request: { userId: id, key: keyOfRoute(`POST ${url}`, key), fingerprint },
    };
  };

  /** What a request answers: the next page, or nothing where the action was done. */
  async function step(request: ActionRequest, subject: Subject, form: Form): Promise<string | undefined> {
    const operator = operatorOf(request, form);
    if (operator && (await isDone(app.pg, operator.request))) return undefined;
    const refusal = action.refusal?.(subject);
    if (refusal !== undefined) throw new ActionRefused(refusal);
    const version = subjects.versionOf(subject);
    const seen = form.raw('seen') || version;
    if (seen !== version) throw new SubjectChanged();
    const place = placeOf(request, subject);
    const isFirst = request.method === 'GET';
    const input = action.read(subject, form);
    if (action.fields && (isFirst || form.faults.size > 0)) {
      if (isFirst) form.faults.clear();
      return formPage(place, action.fields(subject, form), seen, form.faults.size > 0);
    }
    if (form.faults.size > 0) throw new SubjectChanged();
    if (!operator) return reviewPage(place, action.review(subject, input), form.filledIn, seen);
    await action.run(subject, input, operator);
    return undefined;
  }

  async function answer(request: ActionRequest, reply: FastifyReply): Promise<FastifyReply> {
    const subject = await subjects.load(request.params);
    if (subject === undefined) return subjects.none(request, reply);
    // What changes something is posted: a link decides nothing and fills nothing in.
    const form = new Form(request.method === 'POST' ? request.body : {});
    try {
      const page = await step(request, subject, form);
      if (page === undefined) return reply.redirect(`${subjects.pathOf(subject)}?done=${action.done}`, 303);
      return reply.code(request.method === 'POST' && form.faults.size > 0 ? 400 : 200).send(page);
    } catch (error) {
      return reply.code(409).send(refusedPage(placeOf(request, subject), refusalOf(error)));
    }
  }
  const config = { pageScope: subjects.scope };
  app.get(url, { config }, answer);
  app.post(url, { bodyLimit: FORM_BYTES, config }, answer);
}

/** Why an action was not done, in words. @throws what is no refusal */
function refusalOf(error: unknown): string {
  if (error instanceof ActionRefused) return error.message;
  const problem = error instanceof Problem ? error : problemOf(error);
  if (problem === undefined || problem.status >= 500) throw error;
  return problem.code === 'version_mismatch'
    ? new SubjectChanged().message
    : `${problem.detail}. Nothing was done.`;
}

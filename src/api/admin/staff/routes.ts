import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findMember, listMembers } from '../../../staff/list-members.ts';
import type { MemberView } from '../../../staff/member-view.ts';
import { doneNotice } from '../actions/done-notice.ts';
import { offerAction, type Subjects } from '../actions/offer-action.ts';
import { missingPage } from '../missing-page.ts';
import { needs } from '../page-scope.ts';
import { queryText, readId } from '../query.ts';
import {
  inviteAction,
  inviteAgainAction,
  removeAction,
  removeFactorAction,
  rightsAction,
} from './actions.ts';
import { changeStaff } from './change-staff.ts';
import { memberPage, staffListPage } from './page.ts';
import { memberPath, staffPath } from './staff-path.ts';

const MEMBERS_ON_PAGE = 50;

/** Who works here, for operators who decide about it. */
export async function staffPages(app: FastifyInstance): Promise<void> {
  const scope = 'staff:write';
  needs(app, scope);
  const none = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.code(404).send(missingPage('Nobody of that id works here', staffPath, 'To the staff'));

  app.get(staffPath, async (request, reply) => {
    const cursor = queryText(request, 'cursor', 1_000) || undefined;
    const page = await listMembers(app.pg, { limit: MEMBERS_ON_PAGE, cursor });
    return reply.send(staffListPage(page, doneNotice(request)));
  });

  app.get<{ Params: { id: string } }>(`${staffPath}/:id`, async (request, reply) => {
    const id = readId(request.params.id);
    const member = id && (await findMember(app.pg, id));
    return member ? reply.send(memberPage(member, doneNotice(request))) : none(request, reply);
  });

  const change = changeStaff(app);
  const everybody: Subjects<object> = {
    address: staffPath,
    scope,
    load: async () => ({}),
    pathOf: () => staffPath,
    versionOf: () => 'any',
    none,
  };
  offerAction(app, everybody, inviteAction(change, app.linkKey));

  const members: Subjects<MemberView> = {
    address: `${staffPath}/:id`,
    scope,
    load: async ({ id = '' }) => {
      const known = readId(id);
      return known === undefined ? undefined : findMember(app.pg, known);
    },
    pathOf: ({ id }) => memberPath(id),
    versionOf: ({ role, scopes, status }) => `${role} ${scopes} ${status}`,
    none,
  };
  offerAction(app, members, rightsAction(change));
  offerAction(app, members, inviteAgainAction(change, app.linkKey));
  offerAction(app, members, removeFactorAction(change));
  // Afterwards they are shown nowhere: back to the others.
  offerAction(app, { ...members, pathOf: () => staffPath }, removeAction(change));
}

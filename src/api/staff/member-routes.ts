import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { inTransaction } from '../../database/in-transaction.ts';
import { Problem } from '../../errors.ts';
import { inviteAgain, inviteMember } from '../../staff/invite-member.ts';
import { findMember, listMembers } from '../../staff/list-members.ts';
import { AcceptedSchema } from '../accounts/links.ts';
import { answerOnce } from '../answer-once.ts';
import { IdParams, Page, problemResponses, RecordsQuery } from '../schemas.ts';
import { audited } from './audited.ts';
import { giverOf } from './giver.ts';
import { rightsOfMember, subjectOfMember } from './member-facts.ts';
import { InvitationBody, MemberSchema } from './schemas.ts';

/** Who works here: invited by mail, and listed. */
export const memberRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Staff'];
  const config = { access: 'staff:write' } as const;
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);

  app.post(
    '/staff',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'inviteStaff',
        summary: 'Invite somebody to work here',
        description:
          'Mails a link that is good once and for seven days: with it they choose a name and a password. A customer ' +
          'whose address is confirmed works here at once, with the password that they have, and buys by another account ' +
          'from then on.',
        body: InvitationBody,
        answerHeaders: { 201: ['Location'] },
        response: { 201: MemberSchema, ...problemResponses('email_taken') },
      },
    },
    async (request, reply) => {
      const { reference, body, result } = await answerOnce(request, reply, transact, async (client) => {
        const { member, owes } = await inviteMember(client, app.linkKey, request.body, giverOf(request));
        await audited(request, client, { subject: subjectOfMember(member), after: rightsOfMember(member) });
        return { reference: member.id, view: member, result: { owes } };
      });
      if (result) app.jobs.publish(result.owes);
      return reply.header('location', `/staff/${reference}`).send(body as never);
    },
  );

  app.post(
    '/staff/:id/invitations',
    {
      config,
      schema: {
        tags,
        operationId: 'inviteStaffAgain',
        summary: 'Mail an invitation again',
        description: 'With a new link; the one before is over. An address gets three of these mails an hour.',
        params: IdParams,
        response: { 202: AcceptedSchema, ...problemResponses('not_found') },
      },
    },
    async (request, reply) => {
      const owes = await transact(async (client) => {
        const invited = await inviteAgain(client, app.linkKey, request.params.id, giverOf(request));
        await audited(request, client, { subject: subjectOfMember(invited.member) });
        return invited.owes;
      });
      app.jobs.publish(owes);
      return reply.code(202).send({});
    },
  );

  app.get(
    '/staff',
    {
      config,
      schema: {
        tags,
        operationId: 'listStaff',
        summary: 'List who works here',
        description: 'And who is invited to. Who came last comes first.',
        querystring: RecordsQuery,
        response: { 200: Page(MemberSchema, 'StaffPage'), ...problemResponses('invalid_cursor') },
      },
    },
    (request) => listMembers(app.pg, request.query),
  );

  app.get(
    '/staff/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'getStaff',
        summary: 'Read who somebody is that works here',
        params: IdParams,
        response: { 200: MemberSchema, ...problemResponses('not_found') },
      },
    },
    async (request) => {
      const found = await findMember(app.pg, request.params.id);
      if (!found) throw new Problem('not_found', 'Nobody of that id works here');
      return found;
    },
  );
};

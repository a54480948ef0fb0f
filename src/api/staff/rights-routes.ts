import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PoolClient } from 'pg';
import { Type } from 'typebox';
import { inTransaction } from '../../database/in-transaction.ts';
import { Problem } from '../../errors.ts';
import { changeMember } from '../../staff/change-member.ts';
import { holdMember } from '../../staff/hold-member.ts';
import { removeMember } from '../../staff/remove-member.ts';
import { removeSecondFactor } from '../../staff/second-factor/second-factor.ts';
import { IdParams, problemResponses } from '../schemas.ts';
import { audited } from './audited.ts';
import { giverOf } from './giver.ts';
import { rightsOfMember, subjectOfMember } from './member-facts.ts';
import { MemberPatch, MemberSchema } from './schemas.ts';

/** What those who work here may do: given, and taken away. */
export const rightsRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Staff'];
  const config = { access: 'staff:write' } as const;
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);

  app.patch(
    '/staff/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'changeStaff',
        summary: 'Change what somebody may do here',
        description:
          'From their next request on. Nobody gives what they do not have, and only an administrator decides about ' +
          'administrators, of whom one stays. Another role ends all of their logins.',
        params: IdParams,
        body: MemberPatch,
        response: { 200: MemberSchema, ...problemResponses('not_found', 'last_admin') },
      },
    },
    (request) =>
      transact(async (client) => {
        const by = giverOf(request);
        const { before, after } = await changeMember(client, request.params.id, request.body, by);
        await audited(request, client, {
          subject: subjectOfMember(after),
          before: rightsOfMember(before),
          after: rightsOfMember(after),
        });
        return after;
      }),
  );

  app.delete(
    '/staff/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'removeStaff',
        summary: 'Take somebody out of the staff',
        description:
          "Their account stays, as a customer's, and their logins end. API keys that they made stay: delete those that " +
          'they may have kept. An invitation that was not accepted is gone. Nobody takes themselves out: 403, somebody else has ' +
          'to.',
        params: IdParams,
        response: {
          204: Type.Null({ description: 'They do not work here any more' }),
          ...problemResponses('not_found', 'last_admin'),
        },
      },
    },
    async (request, reply) => {
      await transact(async (client) => {
        const removed = await removeMember(client, request.params.id, giverOf(request));
        await audited(request, client, {
          subject: subjectOfMember(removed),
          before: rightsOfMember(removed),
        });
      });
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/staff/:id/second-factor',
    {
      config,
      schema: {
        tags,
        operationId: 'removeSecondFactor',
        summary: 'Take the second factor of somebody away who has lost it',
        description: 'Their next login asks for the password alone. Make sure that it is they who ask.',
        params: IdParams,
        response: { 204: Type.Null({ description: 'They have none' }), ...problemResponses('not_found') },
      },
    },
    async (request, reply) => {
      await transact(async (client) => {
        const member = await holdMember(client, request.params.id, giverOf(request));
        if (!(await removeSecondFactor(client, member.id)))
          throw new Problem('not_found', 'They have no second factor');
        await audited(request, client, { subject: subjectOfMember(member) });
      });
      return reply.code(204).send(null);
    },
  );
};

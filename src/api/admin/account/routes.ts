import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import { AccountError } from '../../../accounts/account-error.ts';
import { findAccount } from '../../../accounts/find-account.ts';
import { verifyLogin } from '../../../accounts/verify-login.ts';
import { inTransaction } from '../../../database/in-transaction.ts';
import { Problem } from '../../../errors.ts';
import { base32 } from '../../../staff/second-factor/base32.ts';
import { renewRecoveryCodes } from '../../../staff/second-factor/recovery-codes.ts';
import {
  beginSecondFactor,
  begunSecret,
  confirmSecondFactor,
  removeSecondFactor,
  secondFactorOf,
} from '../../../staff/second-factor/second-factor.ts';
import { otpauthUri } from '../../../staff/second-factor/totp.ts';
import { markOf } from '../../accounts/client-mark.ts';
import { addressOf } from '../../client-address.ts';
import { hangUpOf } from '../../hang-up.ts';
import { problemOf } from '../../plugins/operation-errors.ts';
import { auditedPage } from '../../staff/audited.ts';
import { countingCodes, proveSecondFactor } from '../../staff/prove-second-factor.ts';
import { Form } from '../actions/form.ts';
import { needs } from '../page-scope.ts';
import type { LoggedInOperator } from '../session.ts';
import { accountPage, accountPath, enrolPage, recoveryCodesPage } from './page.ts';

const WRONG_CODE = 'This code is not right, or was used before.';

/** An operator's own account: for everybody who works here. */
export async function accountPages(app: FastifyInstance): Promise<void> {
  needs(app, null);
  const transact = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(app.pg, work);

  async function show(request: FastifyRequest, fault?: string): Promise<string> {
    const { id, role, scopes } = operatorOf(request);
    const [account, factor] = await Promise.all([findAccount(app.pg, id), secondFactorOf(app.pg, id)]);
    return accountPage({ email: account?.email ?? '', role, scopes, factor }, fault);
  }
  /** Does what a form asks for; what the operator got wrong is said on the page that it came from. */
  async function attempt(
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<FastifyReply | string>,
    again: (fault: string) => Promise<string> = (fault) => show(request, fault),
  ): Promise<FastifyReply> {
    try {
      const done = await work();
      return typeof done === 'string' ? reply.code(400).send(await again(done)) : done;
    } catch (error) {
      const problem = problemOf(error);
      if (!problem || problem.status >= 500) throw error;
      reply.code(problem.status === 401 ? 400 : problem.status).headers(problem.headers);
      return reply.send(await again(`${problem.detail}.`));
    }
  }

  app.get(accountPath, async (request, reply) => reply.send(await show(request)));

  app.post(`${accountPath}/second-factor`, (request, reply) =>
    attempt(request, reply, async () => {
      const { id } = operatorOf(request);
      const password = new Form(request.body).raw('password');
      const account = await findAccount(app.pg, id);
      const mark = markOf(request, app.clientHash);
      const login = { email: account?.email ?? '', password, address: addressOf(request), mark };
      const user = await verifyLogin(app.orm.em.fork(), app.loginLimiter, {
        ...login,
        signal: hangUpOf(reply),
      });
      if (user.id !== id) throw new AccountError({ kind: 'wrong_credentials' });
      await transact((client) => beginSecondFactor(client, app.factorSeal, id));
      return reply.redirect(`${accountPath}/second-factor`, 303);
    }),
  );

  async function enrol(request: FastifyRequest, fault?: string): Promise<string | undefined> {
    const { id } = operatorOf(request);
    const [account, secret] = await Promise.all([
      findAccount(app.pg, id),
      begunSecret(app.pg, app.factorSeal, id),
    ]);
    if (!secret) return undefined;
    const uri = otpauthUri(secret, account?.email ?? '', 'Holdfast');
    return enrolPage({ uri, secret: base32(secret) }, fault);
  }
  app.get(`${accountPath}/second-factor`, async (request, reply) => {
    const page = await enrol(request);
    return page === undefined ? reply.redirect(accountPath, 303) : reply.send(page);
  });

  app.post(`${accountPath}/second-factor/confirm`, (request, reply) => {
    const { id, login } = operatorOf(request);
    const work = async () => {
      const code = new Form(request.body).raw('code');
      const codes = await countingCodes(app, id, () =>
        transact(async (client) => {
          const user = { id, keptLogin: login };
          const made = await confirmSecondFactor(client, app.factorSeal, user, code);
          if (made) await auditedPage(request, client, 'addSecondFactor', { subject: { type: 'user', id } });
          return made;
        }),
      );
      return codes ? reply.send(recoveryCodesPage(codes)) : WRONG_CODE;
    };
    return attempt(
      request,
      reply,
      work,
      async (fault) => (await enrol(request, fault)) ?? show(request, fault),
    );
  });

  app.post(`${accountPath}/second-factor/remove`, (request, reply) =>
    attempt(request, reply, async () => {
      const { id } = operatorOf(request);
      if (!(await proveSecondFactor(app, id, new Form(request.body).raw('code')))) return WRONG_CODE;
      await transact(async (client) => {
        await removeSecondFactor(client, id);
        await auditedPage(request, client, 'removeSecondFactor', { subject: { type: 'user', id } });
      });
      return reply.redirect(accountPath, 303);
    }),
  );

  app.post(`${accountPath}/recovery-codes`, (request, reply) =>
    attempt(request, reply, async () => {
      const { id } = operatorOf(request);
      if (!(await proveSecondFactor(app, id, new Form(request.body).raw('code')))) return WRONG_CODE;
      const codes = await transact(async (client) => {
        await auditedPage(request, client, 'renewRecoveryCodes', { subject: { type: 'user', id } });
        return renewRecoveryCodes(client, id);
      });
      return reply.send(recoveryCodesPage(codes));
    }),
  );
}

function operatorOf({ operator }: FastifyRequest): LoggedInOperator & { login: string } {
  // The guard of these pages has let them in; a token without a login opens nothing that changes something.
  if (operator?.login === undefined) throw new Problem('unauthenticated');
  return { ...operator, login: operator.login };
}

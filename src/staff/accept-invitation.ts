import type { Pool } from 'pg';
import { checkNewPassword } from '../accounts/check-password.ts';
import { hashingLine } from '../accounts/hashing-line.ts';
import { hashPassword } from '../accounts/password.ts';
import { recordOwn } from '../accounts/record-own.ts';
import { inTransaction } from '../database/in-transaction.ts';
import type { User } from '../entities/user.entity.ts';
import { LinkExpired } from '../links/link-expired.ts';
import { findLink, useLink } from '../links/use-link.ts';

/** The kinds of links that bring somebody here. */
export const INVITATION = ['staff-invitation'] as const;

export interface Acceptance {
  /** Out of the mailed link. */
  token: string;
  name: string;
  password: string;
  /** Where the request comes from. */
  address: string;
  /** Aborted when the client hangs up. */
  signal?: AbortSignal;
}

/**
 * Gives an account that somebody was invited to a name and a password: from then on they log in. The link has proved the
 * address. One transaction, which uses the link up and locks the user's row; the password is hashed before, and only for
 * a link that is good.
 *
 * @throws {LinkExpired} also when the account is theirs already, or the invitation was taken back
 * @throws {AccountError} `unfit_password`, with the link as good as before; `busy` @throws {Abandoned}
 */
export async function acceptInvitation(
  pool: Pool,
  { token, name, password, address, signal }: Acceptance,
): Promise<void> {
  const link = await findLink(pool, INVITATION, token);
  if (!link) throw new LinkExpired();
  checkNewPassword({ email: link.email ?? '', name, password });
  const turn = { kind: 'registration', address, ...(signal && { signal }) } as const;
  const passwordHash = await hashingLine.run(turn, () => hashPassword(password));
  await inTransaction(pool, async (client) => {
    const { userId, email } = await useLink(client, INVITATION, token);
    const { rows } = await client.query<Pick<User, 'id' | 'role'>>({
      name: 'staff.accept-invitation',
      text: `
        update users set name = $3, password_hash = $4, email_verified_at = now()
         where id = $1 and email = $2 and role in ('ADMIN', 'STAFF') and password_hash is null
        returning id, role`,
      values: [userId, email, name, passwordHash],
    });
    const [member] = rows;
    if (!member) throw new LinkExpired();
    const deed = { action: 'acceptInvitation', address, fields: ['name', 'password'] };
    await recordOwn(client, member, deed);
  });
}

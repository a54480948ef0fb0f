import { Type } from 'typebox';
import type { Account } from '../../accounts/find-account.ts';
import { roles } from '../../entities/user.entity.ts';
import { limits } from '../../limits.ts';
import { Choice, Email, strict, Timestamp, text, UNICODE, Uuid } from '../schemas.ts';

const { min: minLength, max: maxLength } = limits.password;

/** One that is chosen. Half a character would be kept as another one, which any half would match. */
export const Password = () =>
  Type.String({ minLength, maxLength, format: UNICODE, examples: ['correct horse battery'] });

/** One that is compared and not chosen: of any length that one may have. */
export const GivenPassword = () =>
  Type.String({ minLength: 1, maxLength, examples: ['correct horse battery'] });
const Name = () => text(200, { examples: ['Ada Lovelace'] });

export const RegisterBody = strict(
  {
    email: Email(),
    password: Password(),
    name: Name(),
  },
  { title: 'RegisterRequest' },
);
export const LoginBody = strict(
  {
    // Any text that PostgreSQL can look for: what is no address is nobody's.
    email: Type.String({
      minLength: 1,
      maxLength: 254,
      pattern: '^[^\\u0000]*$',
      examples: ['ada@example.org'],
    }),
    password: GivenPassword(),
    code: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        description: 'Of the second factor, which only those who work here may have; or a recovery code',
        examples: ['123456'],
      }),
    ),
  },
  { title: 'LoginRequest' },
);
export const RefreshBody = strict(
  { refreshToken: Type.String({ minLength: 1, maxLength: 200 }) },
  { title: 'RefreshRequest' },
);

/** There is nothing to say of a guest. */
export const GuestBody = Type.Union([Type.Null(), strict({}, { title: 'GuestRequest' })], {
  description: 'May be left out',
});

export const LogoutBody = Type.Union([RefreshBody, Type.Null()]);

export const PasswordResetRequestBody = strict({ email: Email() }, { title: 'PasswordResetRequest' });
export const PasswordResetBody = strict({ password: Password() }, { title: 'PasswordReset' });

export const NameBody = strict({ name: Name() }, { title: 'NameChange' });
export const PasswordChangeBody = strict(
  { current: GivenPassword(), new: Password() },
  { title: 'PasswordChange' },
);
export const EmailChangeBody = strict(
  { email: Email(), password: GivenPassword() },
  { title: 'EmailChange' },
);

export const LoginsSchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          id: Uuid(),
          createdAt: Timestamp(),
          lastUsedAt: Timestamp(),
          expiresAt: Timestamp(),
          current: Type.Boolean({ description: 'Whether this request comes from it' }),
        },
        { title: 'Login', description: 'A login of the account that goes on' },
      ),
    ),
  },
  { title: 'Logins', description: 'The one that was used last first' },
);

export const UserSchema = Type.Object(
  {
    id: Uuid(),
    email: Type.Union([Email(), Type.Null()], { description: 'null for a guest' }),
    name: Type.Union([Type.String(), Type.Null()], { description: 'null for a guest' }),
    role: Choice(roles, { title: 'Role' }),
    emailVerified: Type.Boolean({ description: 'Whether the link was opened that was mailed to `email`' }),
    createdAt: Timestamp(),
  },
  { title: 'User', description: 'The account' },
);

export const TokensSchema = Type.Object(
  {
    accessToken: Type.String(),
    tokenType: Type.Literal('Bearer'),
    expiresIn: Type.Integer({ description: 'Seconds', examples: [900] }),
    refreshToken: Type.String({ description: 'Good for one exchange at POST /token/refresh' }),
  },
  { title: 'TokenPair', description: 'The tokens of one login' },
);

export function viewOfUser(user: Account) {
  return {
    id: user.id,
    email: user.email ?? null,
    name: user.name ?? null,
    role: user.role,
    emailVerified: user.isEmailVerified,
    createdAt: user.createdAt.toISOString(),
  };
}

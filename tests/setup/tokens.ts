import { createHmac, randomUUID } from 'node:crypto';

/** Signing secret of every API that the tests start. */
export const JWT_SECRET = 'a secret of the tests, which is long enough';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export interface TokenParts {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  secret?: string;
  hash?: string;
}

/** Makes an access token by hand, right in everything that `parts` does not make wrong. */
export function forgeToken(user: { id: string; role: string }, parts: TokenParts = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  const head = encode({ alg: 'HS256', typ: 'JWT', ...parts.header });
  const claims = encode({
    sub: user.id,
    role: user.role,
    jti: randomUUID(),
    iss: 'holdfast',
    aud: 'holdfast-api',
    iat: now,
    exp: now + 900,
    ...parts.claims,
  });
  const signature = createHmac(parts.hash ?? 'sha256', parts.secret ?? JWT_SECRET)
    .update(`${head}.${claims}`)
    .digest('base64url');
  return `${head}.${claims}.${signature}`;
}

import type { Config } from '../config.ts';

/** What docker-compose.yml sets for a shop of one machine, and every reader of it knows. */
const PUBLISHED_JWT_SECRET = 'development-only-secret-that-everybody-knows';
const PUBLISHED_ADMIN_PASSWORD = 'admin-holdfast';

/** Names of the secret settings whose values are published ones. */
export function publishedSettings(config: Pick<Config, 'jwtSecret' | 'admin'>): string[] {
  return [
    ...(config.jwtSecret === PUBLISHED_JWT_SECRET ? ['JWT_SECRET'] : []),
    ...(config.admin?.password === PUBLISHED_ADMIN_PASSWORD ? ['ADMIN_PASSWORD'] : []),
  ];
}

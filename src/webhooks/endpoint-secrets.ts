import { createSeal, type Seal } from '../accounts/sealed.ts';

/** What seals the secrets of endpoints where they are stored; all processes of a shop open what one sealed. */
export const secretSeal = (jwtSecret: string): Seal => createSeal(jwtSecret, 'webhook secrets');

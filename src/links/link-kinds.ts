import type { LinkMailName } from '../jobs/catalogue.ts';

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 60 * MINUTE_SECONDS;

export interface LinkDeclaration {
  /** The job that mails it. */
  readonly job: LinkMailName;
  /** From the request on: a mail that comes late brings a link that ends as early. */
  readonly lifetimeSeconds: number;
}

/** Every kind of link that a mail brings; a notice brings none, and tells a person of what was done or asked for in their name. */
export const linkKinds = {
  'order-claim': { job: 'account.send-order-claim-email', lifetimeSeconds: 30 * MINUTE_SECONDS },
  'password-reset': { job: 'account.send-password-reset-email', lifetimeSeconds: 30 * MINUTE_SECONDS },
  'password-change-notice': {
    job: 'account.send-password-change-notice-email',
    lifetimeSeconds: DAY_SECONDS,
  },
  'email-confirmation': { job: 'account.send-email-confirmation-email', lifetimeSeconds: DAY_SECONDS },
  'email-change': { job: 'account.send-email-change-email', lifetimeSeconds: DAY_SECONDS },
  'email-change-notice': { job: 'account.send-email-change-notice-email', lifetimeSeconds: DAY_SECONDS },
  'registration-notice': { job: 'account.send-registration-notice-email', lifetimeSeconds: DAY_SECONDS },
  'staff-invitation': { job: 'account.send-staff-invitation-email', lifetimeSeconds: 7 * DAY_SECONDS },
  'webhook-disabled-notice': { job: 'webhook.send-disabled-notice-email', lifetimeSeconds: 7 * DAY_SECONDS },
} as const satisfies Record<string, LinkDeclaration>;

export type LinkKind = keyof typeof linkKinds;

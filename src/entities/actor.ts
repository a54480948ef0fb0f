/**
 * Who did something to an order: its customer (or guest), an administrator, somebody of the staff, an API key, or the shop
 * itself.
 */
export const actorRoles = ['CUSTOMER', 'ADMIN', 'STAFF', 'KEY', 'SYSTEM'] as const;
export type ActorRole = (typeof actorRoles)[number];

/** Who did something to an order: its customer, an administrator, or the shop itself. */
export const actorRoles = ['CUSTOMER', 'ADMIN', 'SYSTEM'] as const;
export type ActorRole = (typeof actorRoles)[number];

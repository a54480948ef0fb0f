import type { AuditTrail } from '../audit/audit-row.ts';
import type { ActorRole } from '../entities/actor.ts';
import type { OutboxRow } from '../outbox/enqueue.ts';

/** Who does it; the shop itself has no id. */
export interface Actor {
  readonly role: ActorRole;
  readonly id?: string;
  /** Of somebody who works here: what they change is on record with it. */
  readonly trail?: AuditTrail;
}

/** The order that a command is about, and what has to be true of it. */
export interface OrderRef {
  readonly orderId: string;
  /** Whose it must be; undefined for an administrator. */
  readonly ownerId?: string | undefined;
  /** What its version must be; undefined where any will do. */
  readonly precondition?: ((version: number) => boolean) | undefined;
}

export interface ItemUnits {
  readonly productId: string;
  /** 1 or more. */
  readonly quantity: number;
}

/** A change that was made. Once it is committed, `owes` is to be published. */
export interface Change<View> {
  /** What was recorded, as clients see it. */
  readonly view: View;
  /** The order after it. */
  readonly order: { readonly id: string; readonly version: number };
  readonly owes: readonly OutboxRow[];
}

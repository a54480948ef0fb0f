/** Why an order stays as it is. */
export type OrderFault =
  /** No such order, or not theirs; or no such parcel or return of it. */
  | 'not_found'
  | 'version_mismatch'
  | 'order_cancelled'
  /** Something was shipped already. */
  | 'order_fulfilled'
  /** It waits for money. */
  | 'order_unpaid'
  /** Fewer units are open than were named, or none. */
  | 'nothing_open'
  /** Fewer units can come back than were named. */
  | 'quantity_exceeded'
  /** The order, or the return, has no such product. */
  | 'no_such_item'
  /** It would lack what an address must have. */
  | 'incomplete_address'
  | 'already_delivered'
  /** Units of it came back, or are announced to. */
  | 'units_returned'
  /** No more units are expected of it. */
  | 'return_closed'
  | 'unknown_payment_provider'
  /** Who works here records money that came, and pays nothing for others. */
  | 'not_the_buyer'
  /** There is nothing left to pay. */
  | 'order_paid'
  /** Somebody's bank works on another attempt, or it could not be ended. */
  | 'payment_in_progress'
  | 'nothing_to_capture'
  | 'nothing_to_void'
  | 'refund_exceeds_captured'
  | 'refund_not_failed';

/** A change of an order that is not made: nothing of it is. */
export class OrderError extends Error {
  override readonly name = 'OrderError';

  constructor(
    readonly fault: OrderFault,
    /** Those that it is about, where it is about some. */
    readonly productIds: readonly string[] = [],
    /** Members that are not there. */
    readonly missing: readonly string[] = [],
    /** Minor units that there are of what there is too little of. */
    readonly left = 0,
  ) {
    super(fault);
  }
}

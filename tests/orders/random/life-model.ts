import type { LifeStep } from './life-operations.ts';

/** A line of an order, and what became of its units. */
export interface LifeLine {
  product: number;
  quantity: number;
  cancelled: number;
  fulfilled: number;
  returned: number;
  restocked: number;
}

interface Units {
  line: number;
  quantity: number;
}

/** What happened to one order, without a database: what Holdfast must be equal to. */
export class OrderLife {
  status: 'PLACED' | 'CANCELLED' = 'PLACED';
  readonly events: string[] = [];
  readonly mails: string[] = [];
  private readonly parcels: { units: Units[]; delivered: boolean; undone: boolean }[] = [];
  private readonly returns: { announced: number[]; left: number[]; open: boolean }[] = [];

  /** @param restock what is to be done with units that are for sale again */
  constructor(
    readonly lines: LifeLine[],
    private readonly restock: (product: number, units: number, reason: string) => void,
  ) {}

  get fulfillmentStatus(): string {
    if (this.lines.every((line) => line.fulfilled === 0)) return 'UNFULFILLED';
    return this.lines.every((line) => open(line) === 0) ? 'FULFILLED' : 'PARTIALLY_FULFILLED';
  }

  get returnStatus(): string {
    if (this.lines.some((line) => line.returned > 0)) {
      return this.lines.every((line) => line.returned === line.quantity - line.cancelled)
        ? 'RETURNED'
        : 'PARTIALLY_RETURNED';
    }
    return this.returns.some((one) => one.open) ? 'REQUESTED' : 'NONE';
  }

  /** @returns why it is refused, or undefined */
  do(operation: LifeStep): string | undefined {
    switch (operation.step) {
      case 'cancel':
        return this.cancel(operation, this.status);
      case 'expire':
        // Only what nothing has happened to is made to wait for money.
        return this.events.length > 0 ? 'not_tried' : this.cancel(operation, this.status);
      case 'fulfil':
        return this.fulfil(operation);
      case 'undo':
      case 'deliver':
        return this.changeParcel(operation.step, operation.record);
      case 'request':
        return this.request(operation);
      case 'receive':
        return this.receive(operation);
      case 'refuse':
        return this.refuse(operation.record);
    }
  }

  private cancel(
    { units, by, restock, step }: Extract<LifeStep, { step: 'cancel' | 'expire' }>,
    status: string,
  ): string | undefined {
    const isBuyer = by === 'CUSTOMER';
    if (status === 'CANCELLED') return 'order_cancelled';
    if (isBuyer && this.lines.some((line) => line.fulfilled > 0)) return 'order_fulfilled';
    const taken = this.takeOpen(units);
    if (!taken) return 'nothing_open';
    for (const { line, quantity } of taken) {
      line.cancelled += quantity;
      if (isBuyer || restock) {
        line.restocked += quantity;
        this.restock(line.product, quantity, 'cancellation');
      }
    }
    if (this.lines.every((line) => line.cancelled === line.quantity)) this.status = 'CANCELLED';
    const whole = step === 'expire' ? 'order.expired' : 'order.cancelled';
    this.events.push(this.status === 'CANCELLED' ? whole : 'order.items_cancelled');
    this.mails.push('order.send-cancelled-email');
    return undefined;
  }

  private fulfil({ units }: { units: Units[] | undefined }): string | undefined {
    if (this.status === 'CANCELLED') return 'order_cancelled';
    const taken = this.takeOpen(units);
    if (!taken) return 'nothing_open';
    for (const { line, quantity } of taken) line.fulfilled += quantity;
    this.parcels.push({
      units: taken.map(({ line, quantity }) => ({ line: this.lines.indexOf(line), quantity })),
      delivered: false,
      undone: false,
    });
    this.events.push('fulfillment.created');
    this.mails.push('order.send-shipped-email');
    return undefined;
  }

  private changeParcel(step: 'undo' | 'deliver', record: number): string | undefined {
    const parcel = this.parcels.filter((one) => !one.undone)[record];
    if (!parcel) return 'not_found';
    if (step === 'deliver') {
      if (!parcel.delivered) this.events.push('fulfillment.delivered');
      parcel.delivered = true;
      return undefined;
    }
    if (parcel.delivered) return 'already_delivered';
    const returned = ({ line: n, quantity }: Units) =>
      this.lines[n]!.fulfilled - quantity < this.lines[n]!.returned + this.awaited(n);
    if (parcel.units.some(returned)) return 'units_returned';
    for (const { line, quantity } of parcel.units) this.lines[line]!.fulfilled -= quantity;
    parcel.undone = true;
    this.events.push('fulfillment.undone');
    return undefined;
  }

  private request({ units }: { units: Units[] }): string | undefined {
    const wanted = this.sums(units);
    const over = wanted.some(
      (n, at) => n > this.lines[at]!.fulfilled - this.lines[at]!.returned - this.awaited(at),
    );
    if (over) return 'quantity_exceeded';
    this.returns.push({ announced: wanted, left: [...wanted], open: true });
    this.events.push('return.requested');
    return undefined;
  }

  private receive({ record, units, restock }: Extract<LifeStep, { step: 'receive' }>): string | undefined {
    const one = this.returns[record];
    if (!one) return 'not_found';
    if (!one.open) return 'return_closed';
    const came = this.sums(units);
    const asked = came.map((_, at) => at).filter((at) => came[at]! > 0);
    if (asked.some((at) => one.announced[at] === 0)) return 'no_such_item';
    if (asked.some((at) => came[at]! > one.left[at]!)) return 'quantity_exceeded';
    for (const at of asked) {
      const line = this.lines[at]!;
      one.left[at]! -= came[at]!;
      line.returned += came[at]!;
      if (restock) {
        line.restocked += came[at]!;
        this.restock(line.product, came[at]!, 'return');
      }
    }
    one.open = one.left.some((n) => n > 0);
    this.events.push('return.received');
    this.mails.push('order.send-return-received-email');
    return undefined;
  }

  private refuse(record: number): string | undefined {
    const one = this.returns[record];
    if (!one) return 'not_found';
    if (!one.open) return 'return_closed';
    one.open = false;
    this.events.push('return.refused');
    return undefined;
  }

  private takeOpen(units: Units[] | undefined): { line: LifeLine; quantity: number }[] | undefined {
    const wanted = units === undefined ? this.lines.map(open) : this.sums(units);
    const taken = this.lines
      .map((line, at) => ({ line, quantity: wanted[at]! }))
      .filter((t) => t.quantity > 0);
    if (taken.length === 0 || taken.some(({ line, quantity }) => quantity > open(line))) return undefined;
    return taken;
  }

  /** Units of each line. A line that is not there stands for another one that is. */
  private sums(units: Units[]): number[] {
    const sums = this.lines.map(() => 0);
    for (const { line, quantity } of units) sums[line % sums.length]! += quantity;
    return sums;
  }

  private awaited(line: number): number {
    return this.returns.filter((one) => one.open).reduce((sum, one) => sum + one.left[line]!, 0);
  }
}

const open = (line: LifeLine) => line.quantity - line.cancelled - line.fulfilled;

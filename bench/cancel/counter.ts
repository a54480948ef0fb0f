/**
 * What is known, outside of the shop, of the stock of one product while units of it are sold and come back: enough to
 * say of a refusal that it was false.
 */
export class Counter {
  /** Units that were there, and those that came back since: cancellations that were answered. */
  #supplied: number;
  /** Orders that were answered with 201, and those on their way: they may have taken a unit each. */
  #demanded = 0;
  sold = 0;
  refusals = 0;
  falseRefusals = 0;

  constructor(stock: number) {
    this.#supplied = stock;
  }

  cameBack(units: number): void {
    this.#supplied += units;
  }

  /** An order of one unit is sent. @returns to be called with the status of its answer */
  order(): (status: number) => void {
    const suppliedBefore = this.#supplied;
    this.#demanded++;
    return (status) => {
      if (status === 201) {
        this.sold++;
        return;
      }
      this.#demanded--;
      if (status !== 409) throw new Error(`an order was answered with ${status}`);
      this.refusals++;
      // Had all others taken one, there would still have been one, the whole time.
      if (suppliedBefore > this.#demanded) this.falseRefusals++;
    };
  }
}

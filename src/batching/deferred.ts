/**
 * What a batch gives for an item that it did nothing for. The item goes back to its place in the line: it may go on
 * in a next batch, now that its footprint is known.
 */
export class Deferred {
  readonly kind = 'deferred';

  constructor(
    /** `held`: somebody outside of this process holds what it touches. `heavy`: the batch had no room for it. */
    readonly reason: 'held' | 'heavy',
  ) {}
}

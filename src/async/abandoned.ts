/** Whoever asked is gone; nothing was begun. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

/** The link was used, has ended, or never was one: whoever has it is told no more. */
export class LinkExpired extends Error {
  override readonly name = 'LinkExpired';

  constructor() {
    super('link_expired');
  }
}

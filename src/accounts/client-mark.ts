/** What the shop remembers of where a login is used: keyed hashes, from which nobody reads an address. */
export interface ClientMark {
  /** Of the network address. */
  address: Buffer;
  /** Of address and browser: two tabs of one browser have the same. */
  browser: Buffer;
  /** A page in a browser sent it, by what browsers say of themselves. */
  isPage: boolean;
}

/** Whom and where something is sent to, or billed to. Lengths are those of `limits.address`. */
export interface PostalAddress {
  name: string;
  company?: string;
  line1: string;
  line2?: string;
  city: string;
  region?: string;
  postalCode?: string;
  /** ISO 3166-1 alpha-2 (`isCountry`). */
  country: string;
  phone?: string;
}

/** In the order in which they are shown. */
export const addressMembers = [
  'name',
  'company',
  'line1',
  'line2',
  'city',
  'region',
  'postalCode',
  'country',
  'phone',
] as const satisfies readonly (keyof PostalAddress)[];
export type AddressMember = (typeof addressMembers)[number];

/** Those without which there is none. */
export const requiredMembers = ['name', 'line1', 'city', 'country'] as const;

/** The address of an order: what tells of a person may be erased. */
export type KeptAddress = Partial<PostalAddress> & Pick<PostalAddress, 'city' | 'country'>;

/** An address as it may come in: null stands for a member that is not there. */
export type GivenAddress = { [Member in AddressMember]?: PostalAddress[Member] | null | undefined };

/** Leaves out what is not there. @param given has all required members */
export function postalAddress(given: GivenAddress): PostalAddress {
  const members = addressMembers.flatMap((member) => {
    const value = given[member] ?? null;
    return value === null ? [] : [[member, value] as const];
  });
  return Object.fromEntries(members) as unknown as PostalAddress;
}

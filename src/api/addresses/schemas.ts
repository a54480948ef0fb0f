import { Type } from 'typebox';
import { limits } from '../../limits.ts';
import { COUNTRY, EXAMPLE_ID, orNone, strict, text, Uuid } from '../schemas.ts';

const { name, company, line, city, region, postalCode, phone } = limits.address;

export const Phone = () => text(phone, { examples: ['+44 20 7946 0958'] });
const Country = () =>
  Type.String({
    maxLength: 2,
    format: COUNTRY,
    description: 'ISO 3166-1 alpha-2, in capitals',
    examples: ['GB'],
  });

const ShownCountry = () => Type.String({ description: 'ISO 3166-1 alpha-2', examples: ['GB'] });

const required = {
  name: text(name, { examples: ['Ada Lovelace'] }),
  line1: text(line, { examples: ['12 St James’s Square'] }),
  city: text(city, { examples: ['London'] }),
  country: Country(),
};
const optional = {
  company: Type.Optional(orNone(text(company))),
  line2: Type.Optional(orNone(text(line))),
  region: Type.Optional(orNone(text(region))),
  postalCode: Type.Optional(orNone(text(postalCode, { examples: ['SW1Y 4JH'] }))),
  phone: Type.Optional(orNone(Phone())),
};

/** Lengths and the country are checked, and nothing else: patterns refuse people who exist. */
export const AddressBody = strict(
  { ...required, ...optional },
  { title: 'Address', description: 'Null is the same as a member that is not there' },
);

/** Some members of an address. */
export const AddressChanges = Type.Partial(AddressBody, {
  additionalProperties: false,
  title: 'AddressChanges',
  description: 'Members that are not there stay as they are, null takes one out',
});

const shown = {
  company: Type.Optional(Type.String()),
  line2: Type.Optional(Type.String()),
  region: Type.Optional(Type.String()),
  postalCode: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String()),
};

export const OrderAddressSchema = () =>
  Type.Object(
    {
      name: Type.Optional(Type.String()),
      line1: Type.Optional(Type.String()),
      city: Type.String(),
      country: ShownCountry(),
      ...shown,
    },
    {
      title: 'OrderAddress',
      description: 'A copy of its own; name and streets go when the data of a person is erased',
    },
  );

export const BookAddressSchema = Type.Object(
  {
    id: Uuid({ examples: [EXAMPLE_ID] }),
    name: Type.String(),
    line1: Type.String(),
    city: Type.String(),
    country: ShownCountry(),
    ...shown,
  },
  { title: 'BookAddress', description: 'An address that a customer keeps' },
);

export const AddressBookSchema = Type.Object(
  { items: Type.Array(BookAddressSchema) },
  { title: 'AddressBook', description: `At most ${limits.addressBook}` },
);

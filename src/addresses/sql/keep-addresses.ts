import type { Statement } from '../../database/statement.ts';
import type { AddressMember, PostalAddress } from '../postal-address.ts';

/** An address of a book as it is stored. */
export type AddressRow = { id: string } & { [Member in AddressMember]: PostalAddress[Member] | null };

/** $1 uuid: a customer. Holds the account to the end of the transaction; one whose data is erased keeps no address. */
export const holdBook: Statement = {
  name: 'addresses.hold-book',
  text: 'select id from users where id = $1::uuid and erased_at is null for no key update',
};

/** $1 uuid: a customer; $2 uuid: an address, null for all of theirs. Newest first. */
export const readAddresses: Statement = {
  name: 'addresses.read',
  text: `
    select id, name, company, line1, line2, city, region, postal_code as "postalCode", country, phone
      from addresses where user_id = $1::uuid and ($2::uuid is null or id = $2)
     order by id desc`,
};

/** $1, $2 uuid: a customer whose book is held, a new id; then the address; $12 int: how many they may have. No row where they have as many. */
export const addAddress: Statement = {
  name: 'addresses.add',
  text: `
    insert into addresses (user_id, id, name, company, line1, line2, city, region, postal_code, country, phone)
    select $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, $11::text
     where (select count(*) from addresses where user_id = $1::uuid) < $12::int`,
};

/** $1, $2 uuid: a customer and an address of theirs; then what it becomes. */
export const replaceAddress: Statement = {
  name: 'addresses.replace',
  text: `
    update addresses
       set name = $3, company = $4, line1 = $5, line2 = $6, city = $7, region = $8, postal_code = $9, country = $10,
           phone = $11
     where user_id = $1::uuid and id = $2::uuid`,
};

/** $1, $2 uuid: a customer and an address of theirs. */
export const removeAddress: Statement = {
  name: 'addresses.remove',
  text: 'delete from addresses where user_id = $1::uuid and id = $2::uuid',
};

/** An address with every member. */
export const fullAddress = {
  name: 'Zoë Quartermain',
  company: 'Quartermain & Söhne',
  line1: '12 Wunderbarstraße',
  line2: 'Hinterhaus, 3. Stock',
  city: 'Łódź',
  region: 'Łódzkie',
  postalCode: '90-001',
  country: 'PL',
  phone: '+48 600 700 800',
};

/** One with no more than there must be. */
export const leastAddress = { name: 'Ann', line1: 'Up the hill', city: 'Hilltown', country: 'IE' };

/** Addresses that are none: what is wrong with each, the member that is named, and what is said of it. */
export const wrongAddresses: [what: string, change: object, member: string, detail: RegExp][] = [
  ['no name', { name: undefined }, 'name', /is required/],
  ['a blank name', { name: '  ' }, 'name', /must not be blank/],
  ['null for a city', { city: null }, 'city', /must be string/],
  ['a number for a street', { line1: 12 }, 'line1', /must be string/],
  ['a line break', { line1: 'Up\nDown' }, 'line1', /control characters/],
  ['NUL', { company: 'a\u0000b' }, 'company', /control characters/],
  ['an escape of a terminal', { region: '\u001b[31m' }, 'region', /control characters/],
  ['a line break that is no ASCII', { city: 'Lee\u0085ds' }, 'city', /control characters/],
  ['an escape that is no ASCII', { line2: 'x\u009b' }, 'line2', /control characters/],
  ['a separator of lines', { line1: 'Up\u2028Down' }, 'line1', /control characters/],
  ['half of a character', { line2: '\ud800' }, 'line2', /half of a character/],
  ['a name of 201 characters', { name: 'n'.repeat(201) }, 'name', /more than 200/],
  ['a postal code of 21', { postalCode: '1'.repeat(21) }, 'postalCode', /more than 20/],
  ['a telephone of 41', { phone: '1'.repeat(41) }, 'phone', /more than 40/],
  ['a country in lower case', { country: 'de' }, 'country', /country of ISO 3166-1/],
  ['a country that is none', { country: 'XX' }, 'country', /country of ISO 3166-1/],
  ['the name of a country', { country: 'Germany' }, 'country', /./],
  ['no country', { country: undefined }, 'country', /is required/],
  ['a member of its own', { zip: '1' }, 'zip', /is not known here/],
];

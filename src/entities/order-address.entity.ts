import { PrimaryKeyProp, type Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { limits } from '../limits.ts';
import { Order } from './order.entity.ts';

export const addressKinds = ['SHIPPING', 'BILLING'] as const;
export type AddressKind = (typeof addressKinds)[number];

const { name, company, line, city, region, postalCode, phone } = limits.address;

/**
 * An order's own copy of an address; whoever changes it holds the order. What tells of a person may be erased: city,
 * region and country stay, for a country's taxes.
 */
@Entity({ tableName: 'order_addresses' })
@Check({ name: 'order_addresses_kind_known', expression: `kind in ('SHIPPING', 'BILLING')` })
@Check({ name: 'order_addresses_country_iso', expression: `country ~ '^[A-Z]{2}$'` })
export class OrderAddress {
  [PrimaryKeyProp]?: ['order', 'kind'];

  @ManyToOne(() => Order, { ref: true, primary: true, deleteRule: 'restrict', index: false })
  order!: Ref<Order>;

  @PrimaryKey({ type: 'string', length: 8 })
  kind!: AddressKind;

  @Property({ type: 'string', length: name, nullable: true })
  name?: string | null;

  @Property({ type: 'string', length: company, nullable: true })
  company?: string | null;

  @Property({ type: 'string', length: line, nullable: true })
  line1?: string | null;

  @Property({ type: 'string', length: line, nullable: true })
  line2?: string | null;

  @Property({ type: 'string', length: city })
  city!: string;

  @Property({ type: 'string', length: region, nullable: true })
  region?: string | null;

  @Property({ type: 'string', length: postalCode, nullable: true })
  postalCode?: string | null;

  @Property({ type: 'character', length: 2 })
  country!: string;

  @Property({ type: 'string', length: phone, nullable: true })
  phone?: string | null;
}

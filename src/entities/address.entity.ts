import type { Opt, Ref } from '@mikro-orm/core';
import { Check, Entity, Index, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../ids.ts';
import { limits } from '../limits.ts';
import { uuidColumn } from './columns.ts';
import { User } from './user.entity.ts';

const { name, company, line, city, region, postalCode, phone } = limits.address;

/** An address in a customer's book. Orders have copies: a change of the book reaches none. */
@Entity({ tableName: 'addresses' })
@Check({ name: 'addresses_country_iso', expression: `country ~ '^[A-Z]{2}$'` })
@Index({ name: 'addresses_user', properties: ['user', 'id'] })
export class Address {
  @PrimaryKey({ type: 'uuid', ...uuidColumn })
  id: string & Opt = newId();

  @ManyToOne(() => User, { ref: true, deleteRule: 'cascade', index: false })
  user!: Ref<User>;

  @Property({ type: 'string', length: name })
  name!: string;

  @Property({ type: 'string', length: company, nullable: true })
  company?: string | null;

  @Property({ type: 'string', length: line })
  line1!: string;

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

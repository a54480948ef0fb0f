import { type Scope, scopes } from '../../../accounts/scopes.ts';
import { type Html, html } from '../../../markup/html.ts';
import type { StaffRole } from '../../../staff/member-view.ts';
import { checkboxField, faultOf, selectField } from '../actions/fields.ts';
import type { Form } from '../actions/form.ts';

/** What somebody is to be allowed. */
export interface Rights {
  role: StaffRole;
  scopes: Scope[];
}

const scopeWords: Record<Scope, string> = {
  'orders:read': 'See all orders',
  'orders:write': 'Ship, cancel and take back',
  'catalog:write': 'Products, prices and stock',
  'customers:read': 'See customers',
  'customers:erase': "Erase customers' data",
  'settings:write': 'Shipping, taxes, coupons and discounts',
  'jobs:write': 'Queues and failed jobs',
  'staff:write': 'Staff, API keys and the audit log',
};

export function roleField(form: Form): Html {
  return selectField(form, 'role', {
    label: 'Role',
    choices: [
      ['STAFF', 'Staff: what is ticked'],
      ['ADMIN', 'Administrator: everything'],
    ],
  });
}

/** A box a scope. @param ticked before anybody touched them */
export function scopeBoxes(form: Form, ticked: readonly Scope[]): Html {
  const isNew = form.filledIn.length === 0;
  const boxes = scopes.map((scope) =>
    checkboxField(scope, `${scopeWords[scope]} (${scope})`, isNew ? ticked.includes(scope) : form.has(scope)),
  );
  return html`<fieldset class="field"><legend>May</legend>${boxes}${faultOf(form, 'scopes')}</fieldset>`;
}

export function readScopes(form: Form): Scope[] {
  return scopes.filter((scope) => form.has(scope));
}

/** Of an administrator no scope is asked: they have all. */
export function readRights(form: Form): Rights {
  const role = form.choice('role', ['STAFF', 'ADMIN']);
  return { role, scopes: role === 'ADMIN' ? [] : readScopes(form) };
}

export function rightsWords({ role, scopes: given }: Rights): string {
  if (role === 'ADMIN') return 'everything, and decide about administrators';
  return given.length === 0 ? 'nothing' : given.map((scope) => scopeWords[scope]).join('; ');
}

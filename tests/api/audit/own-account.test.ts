import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { callerOf } from '../../setup/caller.ts';
import {
  NEW_ADDRESS,
  NEW_PASSWORD,
  openPostOffice,
  type PostOffice,
  tokenIn,
} from '../../setup/post-office.ts';

let shop: Shop;
let post: PostOffice;
beforeAll(async () => {
  shop = await openShop();
  post = await openPostOffice(shop);
});
afterAll(async () => {
  await post.close();
  await shop.close();
});

type Person = { id: string; email: string; password: string };
const changed = 'Your password was changed';
const logIn = async ({ id, email, password }: Person) => {
  const { body } = await shop.anyone.post('/login', { email, password });
  return callerOf(shop.send, id, body.accessToken);
};
const entriesOf = async (id: string) => {
  const { rows } = await shop.pool.query('select * from audit_log where actor_id = $1 order by id', [id]);
  return rows.filter(({ action }) => action !== 'login');
};
const linkTo = async (email: string, subject: string) => tokenIn(await post.mailTo(email, subject));
async function newMember(name: string): Promise<Person> {
  const email = `${name}@example.org`;
  const { body } = await shop.admin.post('/staff', { email, scopes: ['orders:read'] });
  const password = 'correct horse';
  const token = await linkTo(email, 'You are invited to work with us');
  expect((await shop.anyone.post(`/staff-invitations/${token}`, { name: 'Grace', password })).status).toBe(
    204,
  );
  return { id: body.id, email, password };
}
async function newCustomer(name: string): Promise<Person> {
  const [email, password] = [`${name}@example.org`, 'correct horse'];
  const { body } = await shop.anyone.post('/register', { email, password, name: 'Grace' });
  return { id: body.id, email, password };
}

/** All that somebody does to their own account; each step is one entry where they work here. */
async function changeEverything(person: Person) {
  const { email, password } = person;
  const [here, other] = [await logIn(person), await logIn(person)];
  const answers = [
    await here.patch('/me', { name: 'Hopper' }),
    await here.patch('/me', { name: 'Hopper' }),
    await here.put('/me/password', { current: password, new: 'another horse' }),
  ];
  expect((await other.get('/me')).status).toBe(401);
  await logIn({ ...person, password: 'another horse' });
  const { items } = (await here.get('/me/logins')).body;
  const login = items.find(({ current }: { current: boolean }) => !current).id;
  const moved = `new-${email}`;
  answers.push(
    await here.delete(`/me/logins/${login}`),
    await here.delete(`/me/logins/${login}`),
    await here.put('/me/email', { email: moved, password: 'another horse' }),
    await shop.anyone.post(`/email-confirmations/${await linkTo(moved, NEW_ADDRESS)}`),
    await shop.anyone.post('/password-resets', { email: moved }),
  );
  const reset = await linkTo(moved, NEW_PASSWORD);
  answers.push(await shop.anyone.post(`/password-resets/${reset}`, { password: 'a third horse' }));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 204, 204, 204, 202, 204, 202, 204]);
  return login;
}

test('what somebody of the staff does to their own account is on record, each once, and no value of it', async () => {
  const member = await newMember('grace');
  const login = await changeEverything(member);
  const entries = await entriesOf(member.id);
  expect(entries.map(({ action, before, after }) => [action, before, after])).toEqual([
    ['acceptInvitation', null, { fields: ['name', 'password'] }],
    ['changeMe', null, { fields: ['name'] }],
    ['changePassword', null, { fields: ['password'] }],
    ['endLogin', { login }, null],
    ['changeEmail', null, null],
    ['confirmEmail', null, { fields: ['email'] }],
    ['resetPassword', null, { fields: ['password'] }],
  ]);
  for (const entry of entries)
    expect(entry).toMatchObject({
      actor_role: 'STAFF',
      address: '127.0.0.1',
      subject_type: 'user',
      subject_id: member.id,
    });
  expect(JSON.stringify(entries)).not.toMatch(/example\.org|horse|Grace|Hopper/);
});

test('what a customer does to theirs is not', async () => {
  const customer = await newCustomer('ada');
  await changeEverything(customer);
  expect(await entriesOf(customer.id)).toEqual([]);
});

test('what cannot be recorded is not done', async () => {
  const member = await newMember('unrecorded');
  const [here, other] = [await logIn(member), await logIn(member)];
  const { items } = (await here.get('/me/logins')).body;
  const login = items.find(({ current }: { current: boolean }) => !current).id;
  await shop.anyone.post('/password-resets', { email: member.email });
  const reset = await linkTo(member.email, NEW_PASSWORD);
  await shop.pool.query(`
    create function no_audit() returns trigger language plpgsql as $$ begin raise 'no audit'; end $$;
    create trigger no_audit before insert on audit_log for each row execute function no_audit()`);
  const { password } = member;
  const answers = [
    await here.patch('/me', { name: 'Hopper' }),
    await here.put('/me/password', { current: password, new: 'another horse' }),
    await here.put('/me/email', { email: 'else@example.org', password }),
    await here.delete(`/me/logins/${login}`),
    await shop.anyone.post(`/password-resets/${reset}`, { password: 'another horse' }),
  ];
  await shop.pool.query('drop trigger no_audit on audit_log');
  expect(answers.map(({ status }) => status)).toEqual([500, 500, 500, 500, 500]);
  expect((await other.get('/me')).body.name).toBe('Grace');
  expect((await logIn(member)).token).toBeDefined();
  expect(await post.mailTo(member.email, changed)).toBeUndefined();
  expect(await post.mailsTo('else@example.org')).toEqual([]);
});

test('who has an account hears by mail that its password was changed, by whatever way', async () => {
  const customer = await newCustomer('told');
  const here = await logIn(customer);
  const [current, chosen] = [customer.password, 'another horse'];
  expect((await here.put('/me/password', { current: 'no horse', new: chosen })).status).toBe(401);
  expect(await post.mailTo(customer.email, changed)).toBeUndefined();
  await here.put('/me/password', { current, new: chosen });
  const mail = await post.mailTo(customer.email, changed);
  expect(mail?.text).toContain('Hello Grace,');
  expect(mail?.text).toContain('ask for a new password at once');
  expect(`${mail?.text}${mail?.html}`).not.toMatch(/horse|password-resets/);
  await shop.anyone.post('/password-resets', { email: customer.email });
  await shop.anyone.post(`/password-resets/${await linkTo(customer.email, NEW_PASSWORD)}`, {
    password: current,
  });
  const mails = await post.mailsTo(customer.email);
  expect(mails.filter(({ subject }) => subject === changed)).toHaveLength(2);
});

import { type EntityManager, ref } from '@mikro-orm/postgresql';
import { endFamiliesOf } from '../accounts/end-logins.ts';
import { hashPassword, verifyPassword } from '../accounts/password.ts';
import { Category, Product, StockMovement, User } from '../entities/index.ts';
import { type DemoLogin, fixedLogins } from './demo-accounts.ts';
import { demoProducts } from './demo-catalog.ts';

/** One seeding at a time; any fixed number does, this one spells "seed". */
const SEED_LOCK_KEY = 0x73656564;

/**
 * Fills an empty shop (neither users nor products) with demo products and the given accounts, in one
 * transaction under an advisory lock; a shop that has anything is left alone.
 *
 * @returns whether it was empty.
 */
export async function seedDemoData(em: EntityManager, logins: readonly DemoLogin[]): Promise<boolean> {
  return em.transactional(async (tx) => {
    await tx.execute('select pg_advisory_xact_lock(?)', [SEED_LOCK_KEY]);
    if ((await tx.count(User)) > 0 || (await tx.count(Product)) > 0) return false;
    for (const login of logins) tx.persist(await makeUser(tx, login));
    const categories = new Map<string, Category>();
    for (const demo of demoProducts) {
      const { category: name, ...fields } = demo;
      const category = categories.get(name) ?? tx.create(Category, { name, slug: name.toLowerCase() });
      categories.set(name, category);
      const product = tx.create(Product, { ...fields, currency: 'GBP', category: ref(category), version: 1 });
      tx.create(StockMovement, {
        product: ref(product),
        productVersion: 1,
        delta: demo.stockQuantity,
        resultingQuantity: demo.stockQuantity,
        reason: 'import',
        note: 'Demo data',
      });
    }
    return true;
  });
}

/**
 * Gives demo accounts that still have the published password another one, and ends their logins.
 *
 * @param logins the new passwords
 * @returns those of them that hold now
 */
export async function renewPublishedLogins(
  em: EntityManager,
  logins: readonly DemoLogin[],
): Promise<DemoLogin[]> {
  const renewed: DemoLogin[] = [];
  for (const { email, password: published } of fixedLogins) {
    const user = await em.findOne(User, { email }, { populate: ['passwordHash'] });
    const login = logins.find((candidate) => candidate.email === email);
    if (!user || !login || !(await verifyPassword(user.passwordHash, published))) continue;
    const passwordHash = await hashPassword(login.password);
    await em.transactional(async (tx) => {
      await tx.nativeUpdate(User, { id: user.id }, { passwordHash });
      await endFamiliesOf(tx, user.id);
    });
    renewed.push(login);
  }
  return renewed;
}

async function makeUser(em: EntityManager, login: DemoLogin): Promise<User> {
  return em.create(User, {
    email: login.email,
    name: login.role === 'ADMIN' ? 'Demo Administrator' : 'Demo Customer',
    role: login.role,
    passwordHash: await hashPassword(login.password),
  });
}

import { type EntityManager, ref } from '@mikro-orm/postgresql';
import { endLogins } from '../accounts/end-logins.ts';
import { hashPassword, verifyPassword } from '../accounts/password.ts';
import { Category } from '../entities/category.entity.ts';
import { Product } from '../entities/product.entity.ts';
import { User } from '../entities/user.entity.ts';
import { type Movement, moveStock } from '../stock/move-stock.ts';
import { type DemoLogin, fixedLogins } from './demo-accounts.ts';
import { demoProducts } from './demo-catalog.ts';
import { createDemoCosts } from './demo-costs.ts';

/** One seeding at a time; any fixed number does, this one spells "seed". */
const SEED_LOCK_KEY = 0x73656564;

/**
 * Fills an empty shop (neither users nor products) with demo products, ways to send them, taxes, a coupon and the given
 * accounts, in one transaction under an advisory lock; a shop that has anything is left alone.
 *
 * @returns whether it was empty.
 */
export async function seedDemoData(em: EntityManager, logins: readonly DemoLogin[]): Promise<boolean> {
  return em.transactional(async (tx) => {
    await tx.execute('select pg_advisory_xact_lock(?)', [SEED_LOCK_KEY]);
    if ((await tx.count(User)) > 0 || (await tx.count(Product)) > 0) return false;
    for (const login of logins) tx.persist(await makeUser(tx, login));
    const categories = new Map<string, Category>();
    const deliveries: Movement[] = [];
    for (const { category: name, stockQuantity, ...fields } of demoProducts) {
      const category = categories.get(name) ?? tx.create(Category, { name, slug: name.toLowerCase() });
      categories.set(name, category);
      const { id, version } = tx.create(Product, {
        ...fields,
        currency: 'GBP',
        category: ref(category),
        stockQuantity: 0,
        version: 1,
      });
      deliveries.push({ productId: id, delta: stockQuantity, reason: 'import', note: 'Demo data', version });
    }
    createDemoCosts(tx);
    await tx.flush();
    await moveStock(tx, deliveries);
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
      await endLogins(tx, user.id);
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

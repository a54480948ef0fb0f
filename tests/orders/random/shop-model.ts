import { limits } from '../../../src/limits.ts';
import type { ProductRecord } from '../../setup/records.ts';
import { type LifeLine, OrderLife } from './life-model.ts';
import type { LifeOperation } from './life-operations.ts';
import type { CheckoutWish, Operation } from './operations.ts';
import type { Tables } from './tables.ts';

/** What an operation other than a checkout is answered with. */
export interface Reply {
  status: number;
  code: string | undefined;
}

export interface ModelOrder {
  user: number;
  currency: string;
  lines: { product: number; sku: string; name: string; unitPrice: number; quantity: number }[];
  /** Of each line's product, as the sale left it. */
  versions: number[];
  life: OrderLife;
  /** Known once the engine has answered. */
  id: string;
  createdAt: string;
  body: string;
}

export type ModelOutcome =
  | { kind: 'placed' | 'replayed'; order: ModelOrder }
  | { kind: 'insufficient_stock'; items: { productId: string; requested: number; available: number }[] }
  | { kind: 'cart_empty' | 'currency_mismatch' | 'idempotency_key_reused' };

interface ModelProduct extends ProductRecord {
  version: number;
  archived: boolean;
}

interface ModelKey {
  content: string;
  order: ModelOrder;
  live: boolean;
}

interface ModelMovement {
  product: number;
  version: number;
  position: number;
  delta: number;
  reason: string;
  note: string | null;
  resulting: number;
  reference: () => string | null;
}

const unitsOf = ({ cancelled, fulfilled, returned, restocked }: LifeLine) => ({
  cancelled,
  fulfilled,
  returned,
  restocked,
});
const done = (status: number): Reply => ({ status, code: undefined });
const notFound: Reply = { status: 404, code: 'not_found' };
const cartFull: Reply = { status: 422, code: 'cart_full' };
const currencyMismatch: Reply = { status: 422, code: 'currency_mismatch' };

/** A whole shop in memory, without a database, a transaction or a batch: what Holdfast must be equal to. */
export class ShopModel {
  readonly orders: ModelOrder[] = [];
  readonly carts: Map<number, number>[];
  private readonly keys = new Map<string, ModelKey>();
  private readonly movements: ModelMovement[] = [];
  private readonly products: ModelProduct[];

  constructor(
    private readonly userIds: string[],
    private readonly adminId: string,
    products: ProductRecord[],
  ) {
    this.carts = userIds.map(() => new Map());
    this.products = products.map((product) => ({ ...product, version: 1, archived: false }));
    for (const [product, { stock }] of products.entries()) {
      if (stock > 0) this.move(product, stock, 'import', null, () => null);
    }
  }

  /** Version that a customer of the catalog has read. */
  versionOf(product: number): number {
    return this.products[product]!.version;
  }

  reply(operation: Exclude<Operation, { op: 'checkout' }>): Reply {
    switch (operation.op) {
      case 'add':
        return this.add(operation.user, operation.product, operation.quantity);
      case 'replace':
        return this.replace(operation.user, operation.wishes);
      case 'set-quantity': {
        const product = this.lineOf(operation.user, operation.line);
        if (product === undefined) return notFound;
        this.carts[operation.user]!.set(product, operation.quantity);
        return done(200);
      }
      case 'remove': {
        const product = this.lineOf(operation.user, operation.line);
        if (product === undefined) return notFound;
        this.carts[operation.user]!.delete(product);
        return done(204);
      }
      case 'empty':
        this.carts[operation.user]!.clear();
        return done(204);
      case 'life':
        return this.live(operation);
      case 'expire-keys':
        for (const [id, key] of this.keys) if (id.startsWith(`${operation.user} `)) key.live = false;
        return done(0);
      default:
        return this.changeCatalog(operation);
    }
  }

  /** Decides one checkout after the other; those of one list share a version of each product. */
  checkout(commands: readonly CheckoutWish[]): ModelOutcome[] {
    const sold = new Map<number, number>();
    return commands.map((command) => this.place(command, sold));
  }

  tables(): Tables {
    const product = (n: number) => this.products[n]!.id;
    const total = (order: ModelOrder) => order.lines.reduce((sum, l) => sum + l.unitPrice * l.quantity, 0);
    return {
      products: this.products.map((p) => ({
        id: p.id,
        sku: p.sku,
        name: p.name,
        price: p.price,
        currency: p.currency,
        stock: p.stock,
        version: p.version,
        archived: p.archived,
      })),
      movements: this.movements.map(({ reference, ...m }) => ({
        ...m,
        product: product(m.product),
        reference: reference(),
      })),
      carts: this.carts.flatMap((cart, user) =>
        [...cart].map(([n, quantity], position) => ({
          user: this.userIds[user]!,
          position,
          product: product(n),
          quantity,
        })),
      ),
      orders: this.orders.map((o) => ({
        id: o.id,
        user: this.userIds[o.user]!,
        email: `${this.userIds[o.user]!}@example.org`,
        name: 'Test',
        status: o.life.status,
        version: 1 + o.life.events.length,
        fulfillmentStatus: o.life.fulfillmentStatus,
        returnStatus: o.life.returnStatus,
        events: o.life.events,
        total: total(o),
        currency: o.currency,
        createdAt: o.createdAt,
      })),
      items: this.orders.flatMap((o) =>
        o.lines.map((l, position) => ({
          order: o.id,
          position,
          ...l,
          product: product(l.product),
          lineTotal: l.unitPrice * l.quantity,
          version: o.versions[position]!,
          ...unitsOf(o.life.lines[position]!),
        })),
      ),
      keys: [...this.keys].map(([id, key]) => ({
        user: this.userIds[Number(id.split(' ')[0])]!,
        key: id.split(' ')[1]!,
        content: key.content,
        order: key.order.id,
        status: 201,
        body: key.order.body,
        live: key.live,
      })),
      outbox: this.orders.flatMap((o) =>
        ['order.send-confirmation-email', ...o.life.mails].map((job) => ({ job, order: o.id })),
      ),
    };
  }

  private lineOf(user: number, line: number): number | undefined {
    return [...this.carts[user]!.keys()][line];
  }

  private add(user: number, product: number, quantity: number): Reply {
    const cart = this.carts[user]!;
    const { archived, currency } = this.products[product]!;
    if (archived) return notFound;
    const had = cart.get(product);
    if (had !== undefined) {
      if (had + quantity > limits.quantity) return cartFull;
      cart.set(product, had + quantity);
      return done(201);
    }
    const others = [...cart.keys()].map((n) => this.products[n]!);
    if (others.some((other) => !other.archived && other.currency !== currency)) return currencyMismatch;
    cart.set(product, quantity);
    return done(201);
  }

  private replace(user: number, wishes: readonly { product: number; quantity: number }[]): Reply {
    const wanted = new Map<number, number>();
    for (const { product, quantity } of wishes) wanted.set(product, (wanted.get(product) ?? 0) + quantity);
    if ([...wanted.values()].some((quantity) => quantity > limits.quantity)) return cartFull;
    const products = [...wanted.keys()].map((n) => this.products[n]!);
    if (products.some((product) => product.archived)) return notFound;
    if (new Set(products.map((product) => product.currency)).size > 1) return currencyMismatch;
    this.carts[user] = wanted;
    return done(200);
  }

  private changeCatalog(
    operation: Extract<Operation, { op: 'change' | 'set-stock' | 'adjust' | 'archive' }>,
  ): Reply {
    const product = this.products[operation.product]!;
    if (product.archived) return notFound;
    const admin = () => this.adminId;
    switch (operation.op) {
      case 'change': {
        const before = { ...product };
        Object.assign(product, operation.fields);
        const changed = (['price', 'name', 'currency'] as const).some(
          (name) => before[name] !== product[name],
        );
        if (changed) product.version++;
        return done(200);
      }
      case 'set-stock': {
        if (operation.stale) return { status: 412, code: 'version_mismatch' };
        const delta = operation.stock - product.stock;
        if (delta === 0) return done(200);
        product.version++;
        product.stock = operation.stock;
        this.move(operation.product, delta, 'adjustment', 'Stock set', admin);
        return done(200);
      }
      case 'adjust':
        if (product.stock + operation.delta < 0) return { status: 409, code: 'insufficient_stock' };
        product.version++;
        product.stock += operation.delta;
        this.move(operation.product, operation.delta, 'adjustment', 'Counted', admin);
        return done(201);
      case 'archive':
        product.version++;
        product.archived = true;
        return done(204);
    }
  }

  private place({ user, key, content }: CheckoutWish, sold: Map<number, number>): ModelOutcome {
    const known = key === undefined ? undefined : this.keys.get(`${user} ${key}`);
    if (known?.live) {
      if (known.content !== content) return { kind: 'idempotency_key_reused' };
      return { kind: 'replayed', order: known.order };
    }
    const lines = [...this.carts[user]!].map(([n, quantity]) => ({
      n,
      quantity,
      product: this.products[n]!,
    }));
    if (lines.length === 0) return { kind: 'cart_empty' };
    const items = lines.flatMap(({ quantity, product }) => {
      const available = product.archived ? 0 : product.stock;
      return available < quantity ? [{ productId: product.id, requested: quantity, available }] : [];
    });
    if (items.length > 0) return { kind: 'insufficient_stock', items };
    const { currency } = lines[0]!.product;
    if (lines.some(({ product }) => product.currency !== currency)) return { kind: 'currency_mismatch' };

    const order: ModelOrder = {
      user,
      currency,
      lines: lines.map(({ n, quantity, product: { sku, name, price } }) => ({
        product: n,
        sku,
        name,
        unitPrice: price,
        quantity,
      })),
      versions: [],
      life: new OrderLife(
        lines.map(({ n, quantity }) => ({
          product: n,
          quantity,
          cancelled: 0,
          fulfilled: 0,
          returned: 0,
          restocked: 0,
        })),
        (n, units, reason) => this.restock(n, units, reason, () => order.id),
      ),
      id: '',
      createdAt: '',
      body: '',
    };
    for (const { n, quantity, product } of lines) {
      const position = sold.get(n) ?? 0;
      if (position === 0) product.version++;
      order.versions.push(product.version);
      sold.set(n, position + 1);
      product.stock -= quantity;
      this.move(n, -quantity, 'sale', null, () => order.id, position);
    }
    this.carts[user]!.clear();
    this.orders.push(order);
    if (key !== undefined) this.keys.set(`${user} ${key}`, { content, order, live: true });
    return { kind: 'placed', order };
  }

  private live({ order, life }: LifeOperation): Reply {
    return {
      status: 0,
      code: this.orders[order] ? (this.orders[order].life.do(life) ?? 'done') : 'not_tried',
    };
  }

  /** Units of one change come back, each product once. */
  private restock(n: number, units: number, reason: string, reference: () => string): void {
    const product = this.products[n]!;
    product.version++;
    product.stock += units;
    this.move(n, units, reason, null, reference);
  }

  private move(
    product: number,
    delta: number,
    reason: string,
    note: string | null,
    reference: () => string | null,
    position = 0,
  ): void {
    const { version, stock } = this.products[product]!;
    this.movements.push({ product, version, position, delta, reason, note, resulting: stock, reference });
  }
}

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Address, type Email } from 'postal-mime';

const keptMails = 2_000;

export interface MailSummary {
  /** Grows with time, so that newest first is the order of the id. */
  id: string;
  receivedAt: string;
  from: string;
  to: string[];
  subject: string;
  messageId: string | null;
  /** Bytes as received. */
  size: number;
}

export interface StoredMail extends MailSummary {
  text: string;
  html: string | null;
}

const idPattern = /^\d{13}-\d{4}$/;

/** Mails as files, `ID.eml`, exactly as they came; the newest 2,000 stay. */
export class MailStore {
  readonly #folder: string;
  /** Newest last. */
  #ids: string[] = [];
  readonly #summaries = new Map<string, MailSummary>();
  #lastId = '';

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<MailStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const store = new MailStore(folder);
    const files = await readdir(folder);
    store.#ids = files
      .filter((file) => file.endsWith('.eml'))
      .map((file) => file.slice(0, -4))
      .filter((id) => idPattern.test(id))
      .sort();
    store.#lastId = store.#ids.at(-1) ?? '';
    return store;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.eml`);
  }

  /** Changes whenever the list does. */
  get state(): string {
    return `${this.#ids.length} ${this.#ids.at(-1) ?? ''}`;
  }

  get count(): number {
    return this.#ids.length;
  }

  #newId(): string {
    const [time = '0', sequence = '0'] = this.#lastId.split('-');
    const now = Date.now();
    const next = now > Number(time) ? [now, 0] : [Number(time), Number(sequence) + 1];
    this.#lastId = `${next[0]}-${String(next[1]).padStart(4, '0')}`;
    return this.#lastId;
  }

  /** Once it returns the mail is in its file. */
  async add(raw: Buffer): Promise<string> {
    const id = this.#newId();
    const path = this.#path(id);
    await writeFile(`${path}.new`, raw, { mode: 0o600 });
    await rename(`${path}.new`, path);
    this.#ids.push(id);
    // Two that arrive together may finish in the other order.
    if (id < (this.#ids.at(-2) ?? '')) this.#ids.sort();
    const surplus = this.#ids.splice(0, Math.max(0, this.#ids.length - keptMails));
    await Promise.all(surplus.map((old) => this.#drop(old)));
    return id;
  }

  async #drop(id: string): Promise<void> {
    this.#summaries.delete(id);
    await rm(this.#path(id), { force: true });
  }

  async clear(): Promise<void> {
    const ids = this.#ids;
    this.#ids = [];
    for (const id of ids) await this.#drop(id);
  }

  /** Newest first; a query finds words of sender, recipients, subject and Message-ID. */
  async list(
    query: string,
    { limit, offset = 0 }: { limit: number; offset?: number },
  ): Promise<{ items: MailSummary[]; total: number }> {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) {
      const page = this.#ids.toReversed().slice(offset, offset + limit);
      const items = await Promise.all(page.map((id) => this.#summary(id)));
      return { items: items.filter((item) => item !== null), total: this.#ids.length };
    }
    const found: MailSummary[] = [];
    for (const id of this.#ids.toReversed()) {
      const summary = await this.#summary(id);
      if (summary === null) continue;
      const { from, to, subject, messageId } = summary;
      const searched = [from, ...to, subject, messageId].join(' ').toLowerCase();
      if (words.every((word) => searched.includes(word))) found.push(summary);
    }
    return { items: found.slice(offset, offset + limit), total: found.length };
  }

  async #summary(id: string): Promise<MailSummary | null> {
    const known = this.#summaries.get(id);
    if (known !== undefined) return known;
    const mail = await this.read(id);
    if (mail === null) return null;
    const { text: _text, html: _html, ...summary } = mail;
    this.#summaries.set(id, summary);
    return summary;
  }

  async raw(id: string): Promise<Buffer | null> {
    if (!this.#ids.includes(id)) return null;
    return readFile(this.#path(id)).catch(() => null);
  }

  async read(id: string): Promise<StoredMail | null> {
    const raw = await this.raw(id);
    if (raw === null) return null;
    const email = await PostalMime.parse(raw);
    return { ...summarise(id, email, raw.length), text: email.text ?? '', html: email.html ?? null };
  }
}

function summarise(id: string, email: Email, size: number): MailSummary {
  return {
    id,
    receivedAt: new Date(Number(id.split('-')[0])).toISOString(),
    from: email.from ? addressText(email.from) : '',
    to: [...(email.to ?? []), ...(email.cc ?? [])].map(addressText),
    subject: email.subject ?? '',
    messageId: email.messageId ?? null,
    size,
  };
}

function addressText(address: Address): string {
  if (!address.address) return address.name;
  return address.name ? `${address.name} <${address.address}>` : address.address;
}

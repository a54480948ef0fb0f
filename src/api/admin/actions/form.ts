/** What a form's field may hold. */
export interface TextRule {
  /** Characters. */
  max: number;
  required?: string;
}

/**
 * A form as a browser sent it, and what is wrong with it. Nothing in it is trusted: a field that came twice, or is
 * none that a page of ours has, counts as not filled in.
 */
export class Form {
  readonly #fields: Readonly<Record<string, unknown>>;
  /** What is wrong, by field, in words for who filled it in. */
  readonly faults = new Map<string, string>();

  constructor(body: unknown) {
    this.#fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  }

  /** What was filled in, to come back with the confirmation: all but what our pages add by themselves. */
  get filledIn(): [name: string, value: string][] {
    return Object.keys(this.#fields)
      .filter((name) => name !== 'seen' && name !== 'key' && this.raw(name) !== '')
      .map((name) => [name, this.raw(name)]);
  }

  /** What was typed, to be shown again; empty where nothing was. */
  raw(name: string): string {
    const value = Object.hasOwn(this.#fields, name) ? this.#fields[name] : '';
    return typeof value === 'string' ? value : '';
  }

  /** Whether the field came at all: a box that is ticked. */
  has(name: string): boolean {
    return this.raw(name) !== '';
  }

  text(name: string, { max, required }: TextRule): string {
    const text = this.raw(name).trim();
    if (text === '' && required !== undefined) this.faults.set(name, required);
    else if (text.length > max) this.faults.set(name, `No more than ${max} characters`);
    // PostgreSQL takes no NUL, and a line of a page has no other control characters.
    else if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text.replaceAll(/\r?\n/g, ' ')))
      this.faults.set(name, 'Has a character that cannot be kept');
    return text.replaceAll(/\r?\n/g, ' ');
  }

  /** A whole number; 0 where it is none, which the faults say. */
  integer(name: string, { min, max }: { min: number; max: number }): number {
    const text = this.raw(name).trim().replace('−', '-');
    const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.faults.set(name, `A whole number from ${min} to ${max}`);
    return 0;
  }

  choice<T extends string>(name: string, choices: readonly T[]): T {
    const found = choices.find((one) => one === this.raw(name));
    if (found === undefined) this.faults.set(name, 'Choose one');
    return found ?? (choices[0] as T);
  }
}

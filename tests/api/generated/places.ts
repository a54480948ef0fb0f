/** As many of a kind as are remembered: the newest, which are the likeliest to be there. */
const REMEMBERED = 20;

/** Where the things of a shop are: concrete paths by those of the document, such as `/orders/{id}/returns/{returnId}`. */
export class Places {
  readonly #paths = new Map<string, string[]>();

  /** Remembers the thing at `url`, and those that it is a part of. */
  learn(template: string, url: string): void {
    const [names, parts] = [template.split('/'), url.split('/')];
    for (const [at, name] of names.entries()) {
      if (!name.startsWith('{')) continue;
      const key = names.slice(0, at + 1).join('/');
      const path = parts.slice(0, at + 1).join('/');
      const others = (this.#paths.get(key) ?? []).filter((known) => known !== path);
      this.#paths.set(key, [...others, path].slice(-REMEMBERED));
    }
  }

  /** The path with things that are there, as far as any are known; `pick` says which. */
  of(template: string, pick: number): string {
    const names = template.split('/');
    for (let at = names.length; at > 0; at--) {
      const paths = this.#paths.get(names.slice(0, at).join('/'));
      if (paths) return [paths[pick % paths.length], ...names.slice(at)].join('/');
    }
    return template;
  }

  /** The ids of the things of a list, such as `/products/{id}`. */
  ids(template: string): string[] {
    return (this.#paths.get(template) ?? []).map((path) => path.split('/').at(-1)!);
  }
}

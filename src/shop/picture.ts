import { type Html, html } from '../markup/html.ts';

/**
 * A product has no photo here: colours and a shape of its own, the same each time, so that an eye finds it again. What has
 * one name up to a comma is one thing in several sizes, and looks alike.
 */
export function picture({ name }: { name: string }): Html {
  const seed = seedOf(name.split(',', 1)[0]!);
  const hue = seed % 360;
  const ground = `hsl(${hue} 32% ${78 + (seed % 8)}%)`;
  const shade = `hsl(${(hue + 20) % 360} 30% 62%)`;
  const light = `hsl(${hue} 40% 92%)`;
  const shapes = [
    html`<circle cx="50" cy="54" r="24" fill="${shade}"/><circle cx="${41 + (seed % 9)}" cy="46" r="9" fill="${light}"/>`,
    html`<rect x="28" y="30" width="44" height="46" rx="9" fill="${shade}"/><rect x="28" y="${38 + (seed % 14)}" width="44" height="7" fill="${light}"/>`,
    html`<path d="M30 74 L50 26 L70 74 Z" fill="${shade}"/><circle cx="50" cy="${58 + (seed % 6)}" r="7" fill="${light}"/>`,
    html`<path d="M26 44h48l-7 32H33z" fill="${shade}"/><ellipse cx="50" cy="44" rx="24" ry="6" fill="${light}"/>`,
  ];
  return html`<svg class="picture" viewBox="0 0 100 100" aria-hidden="true"><rect width="100" height="100" fill="${ground}"/>${shapes[(seed >>> 8) % shapes.length]!}</svg>`;
}

/** FNV-1a (draft-eastlake-fnv-21): few letters apart, far apart. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}

/**
 * Whether a client clearly does not want JSON: it names other types and leaves JSON out, or refuses it by `q=0`.
 * Parameters of a type do not matter: JSON has none (RFC 8259, section 11), and a server may disregard Accept rather
 * than refuse. What cannot be read refuses nothing.
 */
export function refusesJson(accept: string): boolean {
  const weights = new Map<string, number>();
  let wantsSomething = false;
  for (const part of accept.toLowerCase().split(',')) {
    const range = part.split(';', 1)[0]!.trim();
    if (!range.includes('/')) continue;
    const weight = weightOf(part);
    if (weight > 0) wantsSomething = true;
    weights.set(range, Math.max(weight, weights.get(range) ?? 0));
  }
  // The most specific range decides (RFC 9110, section 12.5.1).
  const json = weights.get('application/json');
  const problem = weights.get('application/problem+json');
  const exact = json === undefined ? problem : Math.max(json, problem ?? 0);
  const weight = exact ?? weights.get('application/*') ?? weights.get('*/*');
  return weight === undefined ? wantsSomething : weight === 0;
}

/** Whether a client wants HTML, and no less than JSON, as a browser does. Any type is no wish for a page. */
export function prefersHtml(accept: string): boolean {
  const weights = accept
    .toLowerCase()
    .split(',')
    .map((part) => [part.split(';', 1)[0]!.trim(), weightOf(part)] as const);
  const most = (...ranges: string[]) =>
    Math.max(0, ...weights.filter(([range]) => ranges.includes(range)).map(([, weight]) => weight));
  const html = most('text/html', 'application/xhtml+xml');
  return html > 0 && html >= most('application/json', 'application/problem+json');
}

function weightOf(range: string): number {
  const q = /;\s*q\s*=\s*([\d.]+)/.exec(range)?.[1];
  return q === undefined ? 1 : Number(q) || 0;
}

/**
 * Whether a client clearly does not want JSON: it names other types and leaves JSON out, or refuses it by `q=0`.
 * Parameters of a type do not matter: JSON has none (RFC 8259, section 11), and a server may disregard Accept rather
 * than refuse. What cannot be read refuses nothing.
 */
export function refusesJson(accept: string): boolean {
  const weights = weightsOf(accept);
  // The most specific range decides (RFC 9110, section 12.5.1).
  const json = weights.get('application/json');
  const problem = weights.get('application/problem+json');
  const exact = json === undefined ? problem : Math.max(json, problem ?? 0);
  const weight = exact ?? weights.get('application/*') ?? weights.get('*/*');
  if (weight !== undefined) return weight === 0;
  return [...weights.values()].some((wanted) => wanted > 0);
}

/** Whether a client wants HTML, and no less than JSON, as a browser does. Any type is no wish for a page. */
export function prefersHtml(accept: string): boolean {
  const weights = weightsOf(accept);
  const most = (...ranges: string[]) => Math.max(...ranges.map((range) => weights.get(range) ?? 0));
  const html = most('text/html', 'application/xhtml+xml');
  return html > 0 && html >= most('application/json', 'application/problem+json');
}

/** Whether a client names this type, and wants it no less than JSON. */
export function prefersType(accept: string | undefined, type: string): boolean {
  const weights = weightsOf(accept ?? '');
  const weight = weights.get(type) ?? 0;
  return weight > 0 && weight >= (weights.get('application/json') ?? 0);
}

/** The weight of each range that can be read, the higher one where it is named twice. */
function weightsOf(accept: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const part of accept.toLowerCase().split(',')) {
    const range = part.split(';', 1)[0]!.trim();
    if (range.includes('/')) weights.set(range, Math.max(weightOf(part), weights.get(range) ?? 0));
  }
  return weights;
}

function weightOf(range: string): number {
  const q = /;\s*q\s*=\s*([\d.]+)/.exec(range)?.[1];
  return q === undefined ? 1 : Number(q) || 0;
}

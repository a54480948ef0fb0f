import { Html, html } from '../../../markup/html.ts';
import { counted } from '../format.ts';

const HEIGHT = 72;
const STEP = 10;
const WIDTH = 7;

/** Events a minute over the last hour, as bars; what was not counted is a grey stub. */
export function minutesChart(minutes: readonly (number | undefined)[], one: string): Html {
  const most = Math.max(1, ...minutes.map((n) => n ?? 0));
  const bars = minutes.map((n, index) => {
    const height = n === undefined ? 2 : n === 0 ? 0 : Math.max(2, Math.round((n / most) * HEIGHT));
    const kind = n === undefined ? ' class="unseen"' : '';
    return height === 0
      ? ''
      : `<rect${kind} x="${index * STEP}" y="${HEIGHT - height}" width="${WIDTH}" height="${height}" rx="1"/>`;
  });
  const busiest = Math.max(0, ...minutes.map((n) => n ?? 0));
  const label = `The last hour by the minute; the busiest had ${counted(busiest, one)}`;
  return html`<svg class="chart" viewBox="0 0 ${minutes.length * STEP - (STEP - WIDTH)} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}"><line x1="0" x2="${minutes.length * STEP}" y1="${HEIGHT}" y2="${HEIGHT}"/>${new Html(bars.join(''))}</svg>
<p class="axis"><span>an hour ago</span><span>busiest minute: ${counted(busiest, one)}</span><span>now</span></p>`;
}

/** How much of something is used, as a bar beside the figures that say it. */
export function meter(share: number): Html {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 10;
  return html`<svg class="meter" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="1"/></svg>`;
}

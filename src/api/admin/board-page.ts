/** Fonts that its page asks another host for, which our policy refuses and the browser then reports. */
const foreignFonts = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/;

/** Bull Board hides its links in a menu; this one is always there. */
const wayBack =
  '<a href="/admin" style="position:fixed;inset:auto auto 12px 12px;z-index:9;padding:6px 12px;border-radius:6px;' +
  'background:#151a21;color:#fff;font:14px/1.4 system-ui,sans-serif;text-decoration:none">← Overview</a>';

/** Bull Board's page as we send it: nothing of other hosts, and a way back to our own pages. */
export function boardPage(page: string): string {
  return page.replace(foreignFonts, '').replace('<div id="root">', `${wayBack}$&`);
}

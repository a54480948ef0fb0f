const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** Writes an instant as people read it: 22 November 2026 at 18:23 UTC. */
export function formatInstant(at: Date): string {
  return `${format.format(at)} UTC`;
}

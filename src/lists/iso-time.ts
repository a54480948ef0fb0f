/** The ORM's pool leaves timestamptz as PostgreSQL's text; a client gets ISO 8601 in UTC. */
export function isoTime(text: string): string {
  return new Date(text).toISOString();
}

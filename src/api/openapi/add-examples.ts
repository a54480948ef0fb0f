import type { Media, Operation } from './document.ts';
import { type Extent, exampleOf } from './example-of.ts';

/** Gives each body in JSON that is asked for or answered an example; problems have theirs by code. */
export function addExamples({ requestBody, responses }: Operation): void {
  addTo(requestBody?.content, 'least');
  for (const { content } of Object.values(responses)) addTo(content, 'whole');
}

function addTo(content: Record<string, Media> = {}, extent: Extent): void {
  const { schema, ...media } = content['application/json'] ?? {};
  if (schema === undefined || media.example !== undefined || media.examples !== undefined) return;
  content['application/json'] = { schema, example: exampleOf(schema, extent) };
}

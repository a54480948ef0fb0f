import { type ProblemCode, problems } from '../../errors.ts';
import { EXAMPLE_ID, PROBLEMS } from '../schemas.ts';
import { addExamples } from './add-examples.ts';
import { answerHeaders, headerReferences, problemHeaders } from './answer-headers.ts';
import { nameSchemas } from './components.ts';
import type { Document, Operation, Response } from './document.ts';
import { audienceOf, type OperationFacts } from './operation-facts.ts';
import { type ExamplePlace, problemMedia, problemSchemas } from './problem-schemas.ts';
import { markOptional } from './requests.ts';
import { messageHeaders, webhooks } from './webhooks.ts';

/**
 * Makes of what @fastify/swagger reads in the routes' schemas a document that a client can be made from:
 * named schemas, optional things optional, problems by code, headers, who may call.
 *
 * @param factsByOperation under `GET /products/{id}`
 * @param problemsUrl what `type` of a problem begins with
 */
export function completeDocument(
  document: Document,
  factsByOperation: Map<string, OperationFacts>,
  problemsUrl: string,
): Document {
  const codes = new Set<ProblemCode>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const facts = factsByOperation.get(`${method.toUpperCase()} ${path}`);
      if (facts === undefined) continue;
      for (const code of facts.problems) codes.add(code);
      sayWhoMayCall(operation, facts);
      markOptional(operation);
      operation.responses = responsesOf(operation, facts, {
        problemsUrl,
        instance: path.replace(/\{\w+\}/g, EXAMPLE_ID),
      });
      addExamples(operation);
    }
  }
  document.components.headers = answerHeaders;
  document.components.parameters = messageHeaders;
  document.webhooks = webhooks();
  nameSchemas(document);
  Object.assign(document.components.schemas, problemSchemas(codes));
  return document;
}

function sayWhoMayCall(operation: Operation, { access, keyScope }: OperationFacts): void {
  operation.description = [operation.description, audienceOf(access, keyScope)].filter(Boolean).join('\n\n');
  if (keyScope !== undefined) operation['x-scope'] = keyScope;
  operation.security ??= access === 'anyone' ? [] : [{ bearerAuth: [] }];
}

function responsesOf(operation: Operation, facts: OperationFacts, place: ExamplePlace) {
  const byStatus = Map.groupBy(facts.problems, (code) => problems[code][0] as number);
  const statuses = new Set([...Object.keys(operation.responses).map(Number), ...byStatus.keys()]);
  const responses: Record<string, Response> = {};
  for (const status of [...statuses].sort((a, b) => a - b)) {
    const codes = byStatus.get(status) ?? [];
    const own = operation.responses[status];
    const response = own === undefined || isPlaceholder(own) ? problemResponse(codes, place) : own;
    // Under a problem's status something that is no problem: not ready, for example.
    if (response === own && codes.length > 0) {
      const problem = problemResponse(codes, place);
      response.description = `${own.description}; ${problem.description}`;
      response.content = { ...own.content, ...problem.content };
    }
    const headers = codes.flatMap((code) => problemHeaders[code] ?? []);
    response.headers = headerReferences([...(facts.headers[status] ?? []), ...headers]);
    responses[status] = response;
  }
  return responses;
}

/** @fastify/swagger makes an answer in JSON of what problemResponses() says. */
function isPlaceholder({ content = {} }: Response): boolean {
  return Object.values(content).some(({ schema = {} }) => PROBLEMS in schema);
}

function problemResponse(codes: readonly ProblemCode[], place: ExamplePlace): Response {
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code][1]}`).join('; '),
    content: { 'application/problem+json': problemMedia(codes, place) },
  };
}

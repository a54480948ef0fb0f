import { type ProblemCode, problems } from '../../errors.ts';
import type { Media, Schema } from './document.ts';

const text = { type: 'string' };
const list = (members: Record<string, Schema>): Schema => ({
  type: 'array',
  items: { type: 'object', properties: members, required: Object.keys(members) },
});

const errors: Schema = {
  ...list({ pointer: text, detail: text }),
  description: 'Every fault: a JSON Pointer to where it is, and what it is',
};
const items: Schema = {
  ...list({
    productId: { type: 'string', format: 'uuid' },
    requested: { type: 'integer' },
    available: { type: 'integer' },
  }),
  description: 'Every short product at once',
};

const productIds: Schema = {
  type: 'array',
  items: { type: 'string', format: 'uuid' },
  description: 'The products that it is about',
};

const couponCodes: Schema = { type: 'array', items: text, description: 'The coupons that it is about' };

/** Members beside the standard ones. */
const extensions: Partial<Record<ProblemCode, Record<string, Schema>>> = {
  validation_failed: { errors },
  not_found: { errors },
  insufficient_stock: { items },
  total_changed: { quote: { $ref: '#/components/schemas/Quote' } },
  coupon_not_applicable: { errors },
  coupon_used_up: { couponCodes },
  nothing_open: { productIds },
  units_returned: { productIds },
  quantity_exceeded: { productIds },
  credit_exceeds_invoice: { productIds },
};

const standard = {
  type: { ...text, format: 'uri' },
  title: text,
  status: { type: 'integer' },
  detail: { ...text, description: 'About this occurrence, for people' },
  instance: { ...text, description: 'The path that was called' },
  code: { $ref: '#/components/schemas/ProblemCode' },
};

/** `cart_empty` is CartEmptyProblem. */
export function problemName(code: ProblemCode): string {
  return `${code.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())}Problem`;
}

/** `Problem`, which is any problem of this API, and a schema for each of these codes. */
export function problemSchemas(codes: Iterable<ProblemCode>): Record<string, Schema> {
  return {
    Problem: {
      type: 'object',
      description: 'Any problem (RFC 9457)',
      properties: { ...standard, requestId: { ...text, description: 'The X-Request-Id' } },
      required: Object.keys(standard),
    },
    ProblemCode: { type: 'string', enum: Object.keys(problems), description: 'Stable: decide by this' },
    ...Object.fromEntries([...codes].map((code) => [problemName(code), schemaOf(code)])),
  };
}

function schemaOf(code: ProblemCode): Schema {
  const properties = { code: { type: 'string', const: code }, ...extensions[code] };
  return {
    description: problems[code][1],
    allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties, required: ['code'] }],
  };
}

/** What an example of a problem says of the shop that it is met in. */
export interface ExamplePlace {
  /** What `type` begins with, before the code. */
  problemsUrl: string;
  /** The path that was called. */
  instance: string;
}

/** The body of an answer that is one of these problems, with an example of each. */
export function problemMedia(codes: readonly ProblemCode[], place: ExamplePlace): Media {
  const references = codes.map((code) => ({ $ref: `#/components/schemas/${problemName(code)}` }));
  return {
    schema: references.length === 1 ? (references[0] as Schema) : { oneOf: references },
    examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code, place) }])),
  };
}

function exampleOf(code: ProblemCode, { problemsUrl, instance }: ExamplePlace): object {
  const [status, title] = problems[code];
  const type = `${problemsUrl}/${code}`;
  return { type, title, status, detail: title, instance, code };
}

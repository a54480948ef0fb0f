/** The parts of an OpenAPI 3.1 document that are completed here. */
export type Schema = { [keyword: string]: unknown };

export interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

export interface Response {
  description: string;
  headers?: Record<string, object>;
  content?: Record<string, Media>;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  description?: string;
  security?: object[];
  /** What a member of the staff, or an API key, needs. */
  'x-scope'?: string;
  parameters?: { $ref?: string; name?: string; required?: boolean; schema?: Schema; example?: unknown }[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Response>;
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  /** What the shop sends, by name. */
  webhooks?: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    headers?: Record<string, object>;
    parameters?: Record<string, object>;
  };
}

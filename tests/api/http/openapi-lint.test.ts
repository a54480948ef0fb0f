import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { openShop } from '../../setup/api.ts';

/** Beside Redocly's recommended rules what Spectral's ruleset for OpenAPI asks for. */
const rules = {
  'info-contact': 'error',
  'no-enum-type-mismatch': 'error',
  'no-invalid-media-type-examples': 'error',
  'no-invalid-parameter-examples': 'error',
  'no-invalid-schema-examples': 'error',
  'no-path-trailing-slash': 'error',
  'no-unused-components': 'error',
  'operation-description': 'error',
  'operation-operationId': 'error',
  'operation-operationId-unique': 'error',
  'operation-operationId-url-safe': 'error',
  'operation-singular-tag': 'error',
  'operation-tag-defined': 'error',
  'path-not-include-query': 'error',
  'tag-description': 'error',
} as const;

test('a linter finds nothing to say of the OpenAPI document', async () => {
  const shop = await openShop();
  const source = JSON.stringify(shop.document);
  await shop.close();
  const config = await createConfig({ extends: ['recommended'], rules });
  const findings = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  expect(findings.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
    [],
  );
});

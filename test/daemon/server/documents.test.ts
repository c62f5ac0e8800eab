import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as errors from '../../../scripts/docs/errors.ts';
import * as openapi from '../../../scripts/docs/openapi.ts';

describe('the generated documents', () => {
  for (const document of [openapi, errors]) {
    it(`docs/${document.name} is what the sources say now (node scripts/generate-docs.ts writes it)`, () => {
      const written = readFileSync(join(import.meta.dirname, '../../../docs', document.name), 'utf8');
      assert.ok(written === document.generate(), `docs/${document.name} is not current`);
    });
  }
});

/** docs/tokenwell.schema.json: the configuration file, for editors that complete and check JSON. */

import { z } from 'zod';
import { configurationDocument, workspaceDocument } from '../../daemon/configuration/configuration-schema.ts';

export const name = 'tokenwell.schema.json';

export function generate(): string {
  const target = { target: 'draft-7', io: 'input' } as const;
  const schema = z.toJSONSchema(configurationDocument, target);
  // A workspace's file names `…/tokenwell.schema.json#/definitions/WorkspaceConfiguration`.
  const workspace = z.toJSONSchema(workspaceDocument, target);
  const document = { ...schema, definitions: Object.assign({}, schema.definitions, workspace.definitions) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

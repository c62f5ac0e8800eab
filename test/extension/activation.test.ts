import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { findPaths } from '../../daemon/paths.ts';

describe('the extension, activated', () => {
  const extension = vscode.extensions.getExtension('tokenwell.tokenwell');

  it('registers the commands that its manifest names', async () => {
    await extension?.activate();
    const named: string[] = extension?.packageJSON.contributes.commands.map(
      ({ command }: { command: string }) => command,
    );
    const registered = await vscode.commands.getCommands(true);
    assert.ok(named.length >= 5);
    assert.deepEqual(
      named.filter((command) => !registered.includes(command)),
      [],
    );
  });

  it('starts no daemon', () => {
    assert.equal(extension?.isActive, true);
    assert.equal(existsSync(findPaths().discovery), false);
  });
});

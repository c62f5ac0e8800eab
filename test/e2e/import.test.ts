import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useLab } from './lab.ts';

describe('importing tokens', () => {
  const lab = useLab();
  const { vscode } = lab;

  /** An offline token that Tokenwell has shown, and has no more. */
  async function offlineToken(account: string): Promise<string> {
    const { connection } = vscode;
    const creation = { kind: 'offline_token', values: { description: 'elsewhere' } };
    const { sign_in: started } = await connection.createLongLivedToken(account, creation);
    await lab.server.approve(started?.user_code ?? '', { as: 'alice' });
    for (;;) {
      const { created } = await connection.signIn(started?.id ?? '');
      if (created) return (await connection.showOneTimeValue(created.one_time_value.id)).parts[0]?.value ?? '';
    }
  }

  it('takes over what a file in the folder holds, once the server has taken it, and offers to delete the file', async () => {
    const { id } = await lab.signedIn();
    const value = await offlineToken(id);
    const file = join(vscode.workspace, '.tokens.json');
    const another = join(vscode.folder, 'home/.tokens.json');
    for (const each of [file, another]) {
      writeFileSync(each, JSON.stringify({ access_token: 'canary-access', refresh_token: value }));
    }
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await window.palette.run('Tokenwell: Import Tokens…');
    await window.quickPick.asks('Which ones shall Tokenwell take over? Each is tried first.');
    assert.match((await window.quickPick.entries()).join(), /Token.*\.tokens\.json/);
    await window.picture('import');
    await window.quickPick.choose('.tokens.json');
    await window.quickPick.accept();
    await window.quickPick.asks('It does not say where it belongs. Which profile is of its server?');
    await window.quickPick.choose('lab');
    await window.notifications.tell('Imported: alice on lab. The server takes it.');
    assert.equal(existsSync(file), true);
    // One that nobody answers keeps no other waiting.
    await window.notifications.click(`${another} still holds it.`, 'Delete the File');
    while (existsSync(another)) await window.page.waitForTimeout(20);
    await window.notifications.click('still holds it. Delete the file?', 'Delete the File');
    while (existsSync(file)) await window.page.waitForTimeout(20);
    const { tokens } = await vscode.connection.longLivedTokens(id);
    assert.deepEqual(
      tokens.map(({ description, this_sign_in: own }) => [description, own]),
      [['elsewhere', true]],
    );
    assert.ok(!(await window.notifications.texts()).join().includes(value));
  });

  it('says so where there is nothing', async () => {
    const window = await vscode.openWindow();
    await window.palette.run('Tokenwell: Import Tokens…');
    await window.notifications.tell('Nothing was found that could be imported.');
  });
});

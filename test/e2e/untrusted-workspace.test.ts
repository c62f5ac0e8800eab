import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useLab } from './lab.ts';

describe('a workspace that is not trusted', () => {
  const lab = useLab({ workspaceTrust: true });
  const { vscode } = lab;

  const open = async () => {
    await lab.signedIn();
    const planted = { issuer: lab.server.issuer, client_id: lab.server.clientId, scope: 'openid offline_access' };
    writeFileSync(join(vscode.workspace, 'tokenwell.json'), JSON.stringify({ profiles: { planted } }));
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    return window;
  };

  it('gets no token, neither by the command nor by the Accounts menu', async () => {
    const window = await open();
    await window.palette.run('Tokenwell: Copy Access Token');
    await window.notifications.tell('Tokens are not given to a folder that you do not trust.');
    await window.picture('untrusted');
    assert.equal(await window.clipboard.read(), '');
    await window.accountsMenu.open();
    assert.doesNotMatch((await window.accountsMenu.entries()).join(), /alice/);
  });

  it('has its tokenwell.json not read', async () => {
    const window = await open();
    await window.palette.run('Tokenwell: Sign In');
    assert.deepEqual(await window.quickPick.labels(), ['lab', 'Add a profile…']);
  });

  it('gets them once it is trusted', async () => {
    const window = await open();
    await window.trustWorkspace();
    await window.palette.run('Tokenwell: Copy Access Token');
    await window.modal.click('Copy');
    const token = await window.clipboard.until((text) => text !== '');
    assert.ok(await lab.server.userinfo(token));
  });
});

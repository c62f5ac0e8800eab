import assert from 'node:assert/strict';
import { type Outcome, runCli } from '../cli/run-cli.ts';
import { useLab } from './lab.ts';

describe('a workspace that wants tokens', () => {
  const lab = useLab();
  const { vscode } = lab;

  const token = (): Promise<Outcome> =>
    runCli(['token', 'lab', '--deadline', '30'], { environment: vscode.environment, folder: vscode.workspace });

  /** A window whose folder the daemon knows. */
  async function open() {
    await lab.signedIn();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    while (!(await vscode.connection.permissions()).workspaces.some(({ open: isOpen }) => isOpen));
    return window;
  }

  for (const [answer, code] of [
    ['Allow for This Workspace', 0],
    ['Allow Once', 0],
    ['No', 8],
    ['Not Now', 8],
  ] as const) {
    it(`is asked about once: ${answer}`, async () => {
      const window = await open();
      const waiting = [token(), token()];
      await window.modal.asks('thesis wants tokens of alice · lab');
      await window.picture('permission');
      assert.match(await window.modal.detail(), /The program says of itself: tokenwell-cli, process \d+$/m);
      assert.deepEqual((await window.modal.buttons()).toSorted(), [
        ...['Allow Once', 'Allow for This Workspace', 'No', 'Not Now'],
      ]);
      await window.modal.click(answer);
      assert.deepEqual(
        (await Promise.all(waiting)).map((outcome) => outcome.code),
        [code, code],
      );
      if (answer !== 'No') return;
      await window.notifications.click('thesis gets no tokens of alice · lab.', 'Undo');
      const decided = async () => (await vscode.connection.permissions()).permissions;
      while ((await decided()).some(({ workspace }) => workspace !== null));
    });
  }

  it('is not asked about for a token that a person copies by hand, which is asked about itself', async () => {
    const window = await open();
    await window.palette.run('Tokenwell: Copy Access Token');
    await window.modal.asks('Copy an access token of alice on lab?');
    await window.modal.click('Copy');
    const copied = await window.clipboard.until((text) => text !== '');
    assert.equal((await lab.server.userinfo(copied))?.preferred_username, 'alice');
    const { permissions, requests } = await vscode.connection.permissions();
    assert.deepEqual([permissions.filter(({ workspace }) => workspace !== null), requests], [[], []]);
  });

  it('is not asked about by VS Code’s own list of accounts', async () => {
    const window = await open();
    await window.accountsMenu.open();
    assert.ok((await window.accountsMenu.entries()).includes('alice · lab (Tokenwell)'));
    assert.deepEqual((await vscode.connection.permissions()).requests, []);
  });

  it('is known in its terminal, wherever one goes from there', async () => {
    const window = await open();
    const [outside] = (await vscode.connection.permissions()).permissions;
    const account = outside?.account.id ?? '';
    await vscode.connection.decidePermission({ workspace: vscode.workspace, account, decision: 'deny' });
    await window.terminal.open();
    assert.match(await window.terminal.run('cd / && tokenwell token lab; echo "exit $?"'), /you said no[^]*exit 8/);
    const curl = 'curl -sS -o /dev/null -w "%{http_code}" -H "Authorization: Bearer $(cat $TOKENWELL_KEY_FILE)"';
    assert.match(await window.terminal.run(`${curl} $TOKENWELL_URL/v1/token/lab`), /403/);
  });
});

describe('a folder that is not trusted', () => {
  const lab = useLab({ workspaceTrust: true });
  const { vscode } = lab;

  it('gets no token and no question', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    while (!(await vscode.connection.permissions()).workspaces.some(({ trusted }) => !trusted));
    const { code, stderr } = await runCli(['token', 'lab'], {
      environment: vscode.environment,
      folder: vscode.workspace,
    });
    assert.equal(code, 8);
    assert.match(stderr, /not trusted in VS Code/);
    assert.deepEqual((await vscode.connection.permissions()).requests, []);
    assert.deepEqual(await window.modal.buttons(), []);
  });
});

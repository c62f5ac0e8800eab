import assert from 'node:assert/strict';
import { oauthError, rewrite, users } from '../support/authorization-server.ts';
import type { Window } from '../support/vscode.ts';
import { useLab } from './lab.ts';

/** A link that runs a command, an icon, a tag that runs a script, a link, and characters that turn the text around. */
const markup =
  '[now](command:workbench.action.reloadWindow) $(zap) <img src=x onerror=alert(1)> https://evil.example \u202eecila';

describe('a hostile authorization server', () => {
  const lab = useLab();
  const { vscode } = lab;
  let window: Window;
  let commands: string[];

  before(() => {
    users.mallory = { name: 'Mallory', email: 'mallory@example.org', ...{ preferred_username: markup } };
  });
  after(() => {
    delete users.mallory;
  });
  beforeEach(async () => {
    commands = [];
  });

  const open = async () => {
    window = await vscode.openWindow();
    // A reload would be seen, and so would a script's dialog.
    window.page.on('framenavigated', (frame) => frame === window.page.mainFrame() && commands.push('reload'));
    window.page.on('dialog', (dialog) => {
      commands.push(dialog.message());
      void dialog.dismiss();
    });
  };

  it('cannot have the user’s name be more than a name', async () => {
    await lab.signedIn('mallory');
    await open();
    await window.statusBar.shows('· lab');
    assert.deepEqual(await window.statusBar.icons(), ['key']);
    assert.doesNotMatch(await window.statusBar.label(), /\u202e|\]\(/);

    await window.palette.run('Tokenwell: Copy Access Token');
    await window.modal.asks('Copy an access token of [now]');
    assert.deepEqual(await window.modal.links(), []);
    await window.modal.cancel();

    await window.statusBar.click();
    assert.match(await window.quickPick.title(), /\[now\] \(command:/);
    assert.ok(!(await window.quickPick.icons()).includes('zap'));
    await window.quickPick.cancel();

    await window.palette.run('Tokenwell: Sign Out');
    await window.modal.asks('Sign out [now]');
    assert.deepEqual(await window.modal.links(), []);
    await window.modal.click('Sign Out');
    await window.notifications.tell('has ended the sign-in');
    assert.deepEqual(await window.notifications.links(), []);
    assert.deepEqual(commands, []);
  });

  it('cannot have its code or its address be more than text', async () => {
    const address = 'https://evil.example/[now](command:workbench.action.reloadWindow)$(zap)?<b>';
    lab.server.faults.next(
      'device',
      rewrite((body) => ({
        ...body,
        user_code: markup.slice(0, 60),
        verification_uri: address,
        verification_uri_complete: address,
      })),
    );
    await open();
    await lab.askToSignIn(window);
    assert.deepEqual(await window.modal.links(), []);
    assert.match(await window.modal.detail(), /^Code: \[now\] \(command:/);
    assert.match(await window.modal.detail(), /Address: https:\/\/evil\.example\//);
    await window.modal.click('Cancel');
    await window.statusBar.shows('Sign in');
    assert.deepEqual(commands, []);
  });

  for (const address of ['http://evil.example/device', 'http://127.0.0.1.evil.example/device']) {
    it(`cannot have ${address} opened`, async () => {
      lab.server.faults.next(
        'device',
        rewrite((body) => ({ ...body, verification_uri: address, verification_uri_complete: address })),
      );
      await open();
      await lab.askToSignIn(window);
      assert.match(await window.modal.detail(), /not safe \(no https\)/);
      assert.deepEqual((await window.modal.buttons()).sort(), ['Cancel', 'Copy Code']);
      await window.picture('unsafe-address');
      await window.modal.click('Cancel');
    });
  }

  it('cannot have a command or a file opened as an address', async () => {
    await open();
    const tabs = window.page.context().pages().length;
    for (const address of ['command:workbench.action.reloadWindow', 'javascript:alert(1)', 'file:///etc/passwd']) {
      lab.server.faults.next(
        'device',
        rewrite((body) => ({ ...body, verification_uri: address, verification_uri_complete: address })),
      );
      await lab.askToSignIn(window);
      assert.deepEqual(await window.modal.links(), []);
      assert.deepEqual((await window.modal.buttons()).sort(), ['Cancel', 'Copy Code']);
      await window.modal.click('Cancel');
      await window.statusBar.shows('Sign in');
    }
    assert.deepEqual(commands, []);
    assert.equal(window.page.context().pages().length, tabs);
  });

  it('cannot have the words of its error be more than words', async () => {
    lab.server.faults.next('poll', oauthError(markup, markup));
    await open();
    await lab.askToSignIn(window);
    await window.notifications.tell('[now] (command:');
    assert.deepEqual(await window.notifications.links(), []);
    assert.deepEqual(commands, []);
  });
});

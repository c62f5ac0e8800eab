import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newAgeKey, type OpenBao, startOpenBao } from '../support/exports.ts';
import { type Nomad, password, startNomad } from '../support/nomad.ts';
import { type WatchedWay, watchWayTo } from '../support/passers-by.ts';
import { startTapis3 } from '../support/tapis3.ts';
import { panelOf, type TokenPanel } from '../support/vscode/parts/token-panel.ts';
import { listenToWire } from '../support/vscode/wire.ts';
import { useLab } from './lab.ts';
import { looksWell } from './systems.ts';

const rootToken = 'canary-root-of-openbao';

describe('an export by clicks', () => {
  // As in the terminal from which VS Code was started.
  const lab = useLab({ environment: { VAULT_TOKEN: rootToken } });
  const { vscode } = lab;
  let bao: OpenBao;
  let way: WatchedWay;
  /** Servers of the test; one that stayed open after a failure would keep the run from ending. */
  const servers: { close(): Promise<void> }[] = [];

  before(async function () {
    // The first run installs it.
    this.timeout(600_000);
    bao = await startOpenBao(rootToken);
  });
  beforeEach(async () => {
    way = await watchWayTo(bao.address);
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    await way.close();
  });
  after(() => bao?.close());

  const stored = async (path: string) => (await bao.ask('GET', `secret/data/${path}`)).body.data.data;

  async function fillIn(panel: TokenPanel, path: string): Promise<void> {
    await panel.choice('Where to').selectOption({ label: 'HashiCorp Vault or OpenBao' });
    await panel.field('Path').fill(path);
    await panel.field('Address').fill(way.address);
  }

  async function signedInAtNomad(): Promise<Nomad> {
    const nomad = await startNomad();
    servers.push(nomad);
    vscode.writeProfiles({ nomad: { provider: 'nomad', issuer: nomad.address, client_id: 'tokenwell' } });
    const connection = await vscode.startDaemon();
    await connection.startSignIn({ profile: 'nomad', flow: 'password', username: 'alice', password });
    return nomad;
  }

  it('takes a new token straight into OpenBao, and nothing of it comes to the window', async () => {
    const nomad = await signedInAtNomad();
    const window = await vscode.openWindow();
    const wire = await listenToWire(window);
    const panel = await panelOf(window);
    await panel.button('New app token').click();
    await panel.field('Description').fill('beamline');
    await panel.box('Straight into a secret store').check({ force: true });
    await fillIn(panel, 'nothere/beamline');
    assert.deepEqual(await looksWell(window, panel, 'panel-export'), []);
    await panel.button('Create').click();
    await panel.text(/no key\/value engine at nothere\//).waitFor();
    assert.equal(nomad.appTokens.length, 0);
    await panel.field('Path').fill('secret/beamline');
    await panel.button('Create').click();
    await panel.text('Exported: beamline. It is secret/beamline in the Vault at 127.0.0.1').waitFor();
    const [straight = ''] = nomad.appTokens;
    assert.deepEqual(await stored('beamline'), { token: straight });

    // Another one is shown first, and exported from there.
    await panel.button('New app token').click();
    await panel.field('Description').fill('by hand');
    await panel.button('Create').click();
    await panel.button('Export…').click();
    await fillIn(panel, 'secret/by-hand');
    await panel.button('Export').click();
    await panel.text('Exported: by hand.').waitFor();
    const exported = nomad.appTokens[1] ?? '';
    assert.deepEqual(await stored('by-hand'), { token: exported });
    const processes = way.processes();
    assert.ok(processes.some((process) => process.includes('export-child')));
    for (const value of [straight, exported]) {
      assert.ok(value.length > 20);
      assert.ok(!processes.some((process) => process.includes(value)), 'an argument or a variable has it');
      assert.ok(!wire.received().includes(value), 'the window got it');
    }
    assert.equal(await window.clipboard.read(), '');

    // One that is revealed comes to the window: what was looked through is where it would have been.
    await panel.button('New app token').click();
    await panel.field('Description').fill('seen');
    await panel.button('Create').click();
    await panel.button('Reveal').click();
    const seen = nomad.appTokens[2] ?? '';
    await panel.text(seen).waitFor();
    assert.ok(wire.received().includes(seen));
  });

  it('hands over an offline token that is kept here, once the person has read what that means', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    const panel = await panelOf(window);
    await create(panel, 'nightly job');
    await panel.button('Keep It in Tokenwell…').click();
    await window.inputBox.accept();
    await panel.button('Export: nightly job').click();
    await fillIn(panel, 'secret/nightly');
    await panel.button('Export…').click();
    await window.modal.asks(/Export nightly job to secret\/nightly in the Vault/);
    assert.match(await window.modal.detail(), /act as alice[^]*nightly-job is served here no more[^]*make another one/);
    await window.modal.click('Cancel');
    assert.ok((await vscode.connection.token('nightly-job')).access_token);
    await panel.button('Export: nightly job').click();
    await fillIn(panel, 'secret/nightly');
    await panel.button('Export…').click();
    await window.modal.click('Export');
    await panel.row('Exported: nightly job. It is secret/nightly in the Vault').waitFor();
    await panel.button('Export: nightly job').waitFor({ state: 'detached' });
    await assert.rejects(vscode.connection.token('nightly-job'), { code: 'signed_out' });
    const { refresh_token: given } = await stored('nightly');
    assert.ok(given.length > 20);
    assert.ok(!way.processes().some((process) => process.includes(given)));
  });

  it('takes what waits for its approval straight there, and offers it where that fails', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    const panel = await panelOf(window);
    const begin = async (path: string) => {
      await panel.button('New offline token').click();
      await panel.field('Description').fill('nightly job');
      await panel.box('Straight into a secret store').check({ force: true });
      await fillIn(panel, path);
      await panel.button('Continue to the Sign-in').click();
      return panel.code();
    };
    const first = await begin('secret/approved');
    // Nobody looks at the panel meanwhile.
    await window.palette.run('Tokenwell: Doctor');
    await window.page.locator('.tab', { hasText: 'Doctor' }).waitFor();
    await lab.server.approve(first, { as: 'alice' });
    await panelOf(window);
    await panel.text('Exported: nightly job. It is secret/approved').waitFor();
    assert.ok((await stored('approved')).refresh_token);

    const second = await begin('old/lost');
    await bao.ask('DELETE', 'sys/mounts/old');
    await lab.server.approve(second, { as: 'alice' });
    await panel.text(/no key\/value engine at old\//).waitFor();
    await panel.field('Path').fill('secret/found');
    await panel.button('Export').click();
    await panel.text('Exported: nightly job. It is secret/found').waitFor();
    assert.ok((await stored('found')).refresh_token);
  });

  it("takes an application's secret into an age file in the workspace", async () => {
    const tapis = await startTapis3();
    servers.push(tapis);
    vscode.writeProfiles({ tapis: { provider: 'tapis3', issuer: tapis.origin, client_id: 'none', scope: '' } });
    const connection = await vscode.startDaemon();
    await connection.startSignIn({ profile: 'tapis', flow: 'password', username: 'alice', password });
    const panel = await panelOf(await vscode.openWindow(), /^Create: Clients/);
    await panel.button('Create: Clients').click();
    await panel.field('Name').fill('Portal');
    await panel.box('Straight into a secret store').check({ force: true });
    await panel.choice('Where to').selectOption({ label: 'age file' });
    const key = newAgeKey();
    await panel.field('File').fill('portal.age');
    await panel.field('Recipients').fill(key.recipient);
    await panel.button('Create').click();
    await panel.text('Exported: Portal.').waitFor();
    const portal = [...tapis.clients.values()].find(({ display_name: name }) => name === 'Portal');
    const file = join(vscode.workspace, 'portal.age');
    assert.ok(key.open(file).includes(portal?.client_key ?? 'nothing'));
    assert.ok(!readFileSync(file, 'latin1').includes(portal?.client_key ?? ''));
  });

  async function create(panel: TokenPanel, description: string): Promise<void> {
    await panel.button('New offline token').click();
    await panel.field('Description').fill(description);
    await panel.button('Continue to the Sign-in').click();
    await lab.server.approve(await panel.code(), { as: 'alice' });
    await panel.text('It will not be shown again.').waitFor();
  }
});

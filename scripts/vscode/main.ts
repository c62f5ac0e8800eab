/**
 * `npm run vscode`: a VS Code in the browser with Tokenwell in it, to try by hand. It has a workspace with a notebook and
 * a script, and behind it an authorization server of its own. Ctrl-C ends all of it and leaves nothing behind.
 */

import { startAuthorizationServer } from '../../test/support/authorization-server.ts';
import { VSCode } from '../../test/support/vscode.ts';
import { installCodeServer } from '../install-code-server.ts';
import { installPackages } from '../install-packages.ts';
import { writeSamples } from './samples.ts';

/** Seconds. Short, so that renewals can be watched. */
const accessTokenLife = 60;

for (const sentence of installPackages(console.log, 'vscode')) console.error(sentence);
installCodeServer(console.log);

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
});
const server = await startAuthorizationServer({ accessTokenLife });
const vscode = new VSCode({ allBuiltIn: true, settings: { 'workbench.startupEditor': 'readme' } });
try {
  const demo = { issuer: server.issuer, client_id: server.clientId, scope: 'openid profile offline_access' };
  vscode.writeProfiles({ demo });
  writeSamples(vscode.workspace, server.issuer);
  await Promise.race([vscode.start(), interrupted]);
  console.log(`\nOpen ${vscode.address}`);
  console.log('Click "Sign in" in the status bar, choose "demo", and approve on the page that opens.');
  console.log(`Its access tokens live ${accessTokenLife} seconds. Ctrl-C ends it.`);
  await interrupted;
} finally {
  await vscode.close();
  await server.close();
  console.log('\nVS Code, the daemon and the server have ended; their files are gone.');
}

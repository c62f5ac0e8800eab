/**
 * A VS Code in the browser with no machine behind it, as vscode.dev is: files and nothing else. They are code-server's, whose
 * workbench always looks for a server behind it; the few words that make it so are taken out as it is served.
 */

import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { codeServerProgram } from '../../../scripts/install-code-server.ts';
import { run } from '../../../scripts/test-cache.ts';

export interface VSCodeWeb {
  origin: string;
  stop(): void;
}

const root = join(import.meta.dirname, '../../..');
const workbench = 'out/vs/code/browser/workbench/workbench';

/** Those that a browser insists on. */
const mediaTypes: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** With the extension as it is packaged for the web. */
export async function startVSCodeWeb(): Promise<VSCodeWeb> {
  const extension = mkdtempSync(join(tmpdir(), 'tokenwell-web-'));
  run(process.execPath, [join(root, 'scripts/package.ts'), 'web'], root);
  run('python3', ['-m', 'zipfile', '-e', join(root, 'dist/tokenwell-web.vsix'), extension], root);
  const vscode = join(dirname(codeServerProgram()), '../../lib/vscode');
  const server = serve({ vscode, extension: join(extension, 'extension') });
  await once(server, 'listening');
  const stop = () => {
    server.close();
    server.closeAllConnections();
    rmSync(extension, { recursive: true, force: true });
  };
  return { origin: `http://${hostOf(server)}`, stop };
}

/** `/vscode/…` and `/extension/…` are files of these folders, and `/` is the window. */
function serve(folders: Record<string, string>): Server {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://localhost').pathname);
    const [, room = '', ...rest] = path.split('/');
    const folder = folders[room];
    const file = path === '/' ? join(folders.vscode ?? '', `${workbench}.html`) : folder && join(folder, ...rest);
    if (!file || !existsSync(file) || extname(file) === '') return response.writeHead(404).end();
    response.setHeader('Content-Type', mediaTypes[extname(file)] ?? 'application/octet-stream');
    if (file.endsWith(`${workbench}.html`)) return response.end(windowOf(readFileSync(file, 'utf8'), hostOf(server)));
    if (file.endsWith(`${workbench}.js`)) return response.end(withoutServer(readFileSync(file, 'utf8')));
    return response.end(readFileSync(file));
  });
  return server.listen(0, '127.0.0.1');
}

function hostOf(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function windowOf(template: string, host: string): string {
  const configuration = {
    // A folder that is no folder of any machine, as a repository in vscode.dev.
    folderUri: { scheme: 'tmp', path: '/thesis' },
    additionalBuiltinExtensions: [{ scheme: 'http', authority: host, path: '/extension' }],
    // What code-server's workbench asks for beyond VS Code's own.
    ...{ userDataPath: '/user', isEnabledFileDownloads: true, isEnabledFileUploads: true },
    isEnabledCoderGettingStarted: false,
  };
  const words: Record<string, string> = {
    WORKBENCH_WEB_CONFIGURATION: JSON.stringify(configuration).replaceAll('"', '&quot;'),
    WORKBENCH_WEB_BASE_URL: '/vscode',
    WORKBENCH_NLS_URL: '/vscode/out/nls.messages.js',
    WORKBENCH_NLS_FALLBACK_URL: '/vscode/out/nls.messages.js',
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => words[name] ?? '');
}

function withoutServer(program: string): string {
  const alone = replaceOnce(program, /remoteAuthority:location\.host/, 'remoteAuthority:undefined');
  // The user's data lie in the browser then.
  return replaceOnce(alone, /(get userRoamingDataHome\(\)\{[^}]*\.)vscodeRemote\b/, '$1vscodeUserData');
}

function replaceOnce(text: string, pattern: RegExp, replacement: string): string {
  if (!pattern.test(text)) throw new Error(`This code-server's workbench has no ${pattern}.`);
  return text.replace(pattern, replacement);
}

/**
 * The proxy that VS Code itself goes through, offered where a server cannot be reached: the daemon outlives windows, and so
 * it goes by settings of its own.
 */

import * as vscode from 'vscode';
import type { Connection } from '../clients/node/connection.ts';
import { plainText } from './plain-text.ts';

/** As settings of the daemon's. */
export interface Proxy {
  https_proxy: string;
  no_proxy: string | null;
}

/** Never rejects. null: that is not what is wrong, VS Code has none, or the daemon goes through it already. */
export async function proxyInReserve(connection: Connection, error: unknown): Promise<Proxy | null> {
  const { code } = (error ?? {}) as { code?: unknown };
  const proxy = code === 'authorization_server_unavailable' ? proxyOfVSCode() : null;
  if (!proxy) return null;
  // What went wrong before is what the person is to read; that the daemon does not answer either, they meet next.
  const settings = await connection.settings().catch(() => null);
  return settings === null || settings.https_proxy === proxy.https_proxy ? null : proxy;
}

function proxyOfVSCode(): Proxy | null {
  const http = vscode.workspace.getConfiguration('http');
  // What a folder says counts for nothing: it could lead everybody's calls its own way.
  const address = http.inspect<string>('proxy')?.globalValue ?? '';
  const url = URL.parse(address);
  // A password would stand in a file; whoever has one in the address writes it there by hand.
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  if (http.get('proxySupport') === 'off') return null;
  const exceptions = http.inspect<string[]>('noProxy')?.globalValue ?? [];
  return { https_proxy: address, no_proxy: exceptions.join(',') || null };
}

export function wordsOf({ https_proxy: address }: Proxy): string {
  return vscode.l10n.t(
    'VS Code goes through the proxy {0} (its setting http.proxy).',
    plainText(new URL(address).host),
  );
}

export function useIt(): string {
  return vscode.l10n.t('Use VS Code’s Proxy');
}

/** For where nothing else is told; resolves once the person has turned away or the daemon goes through it. */
export async function offerProxy(connection: Connection, error: unknown): Promise<void> {
  const proxy = await proxyInReserve(connection, error);
  if (!proxy || (await vscode.window.showInformationMessage(wordsOf(proxy), useIt())) !== useIt()) return;
  await connection.changeSettings(proxy);
  void vscode.window.showInformationMessage(vscode.l10n.t('Tokenwell goes through it now, too. Try again.'));
}

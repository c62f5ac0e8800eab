/** The sign-in address as a picture, for a phone. The panel goes when the sign-in has ended. */

import * as vscode from 'vscode';
import { plainText } from '../plain-text.ts';

interface Shown {
  address: string;
  /** These two are shown beside it; both must be plain text already. */
  code: string;
  host: string;
  end: Promise<unknown>;
}

export async function showQrCode({ address, code, host, end }: Shown): Promise<void> {
  const { default: library } = await import('qrcode');
  const picture = await library.toString(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 3 });
  const title = vscode.l10n.t('Sign in at {0}', host);
  const panel = vscode.window.createWebviewPanel('tokenwell.qrCode', title, vscode.ViewColumn.Active, {});
  void end.finally(() => panel.dispose());
  const source = `data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`;
  panel.webview.html = `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:">
<title>${escape(title)}</title>
</head>
<body>
<h1>${escape(title)}</h1>
<p>${escape(vscode.l10n.t('Open this address with your phone, and check that the page shows the same code before you approve.'))}</p>
<img src="${source}" width="280" height="280" alt="${escape(vscode.l10n.t('QR code with the address of the sign-in'))}">
<p>${escape(vscode.l10n.t('Code: {0}', code))}</p>
<p>${escape(vscode.l10n.t('Address: {0}', plainText(address, 2_000)))}</p>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

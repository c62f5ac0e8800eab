/** The page of the panel. It holds nothing of anybody, only our own words: all else in it comes by messages. */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** `bundle` is the folder of `panel.js`. */
export function pageOf(webview: vscode.Webview, bundle: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(bundle, name)).toString();
  const { bundle: translated } = vscode.l10n;
  const language = translated ? vscode.env.language : 'en';
  // Data and no program: without `<` nothing in it ends the element.
  const words = JSON.stringify(translated ?? {}).replaceAll('<', '\\u003c');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" nonce="${nonce}" href="${file('codicon.css')}" id="vscode-codicon-stylesheet">
<link rel="stylesheet" nonce="${nonce}" href="${file('panel.css')}">
<title>Tokenwell</title>
</head>
<body>
<div id="app"></div>
<div id="announcements" class="for-readers" role="status" aria-live="polite"></div>
<script type="application/json" id="words">${words}</script>
<script nonce="${nonce}" src="${file('panel.js')}"></script>
</body>
</html>`;
}

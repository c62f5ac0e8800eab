/**
 * The panel's page in a browser without a VS Code around it, and a host that a test plays: for backends that nobody here
 * has. Its content security policy is the real one's.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { ToHost, Wish } from '../../extension/panel/messages-to-host.ts';
import type { Answer, ToView } from '../../extension/panel/messages-to-view.ts';
import { bundlePanel } from '../../scripts/build.ts';
import { sharedBrowser } from './vscode/browser.ts';

const origin = 'http://127.0.0.1:9';
const policy = `default-src 'none'; script-src 'nonce-n'; style-src ${origin} 'nonce-n'; font-src ${origin}`;
/** What VS Code's dark theme says; without one no two colours are certain to go together. */
const theme =
  ':root { --vscode-editor-background: #1f1f1f; --vscode-foreground: #cccccc; --vscode-descriptionForeground: #9d9d9d; --vscode-editorWidget-background: #202020; --vscode-dropdown-background: #313131; --vscode-dropdown-foreground: #cccccc; --vscode-list-activeSelectionBackground: #04395e; --vscode-list-activeSelectionForeground: #ffffff; --vscode-badge-background: #616161; --vscode-badge-foreground: #f8f8f8; --vscode-panel-border: #2b2b2b; }';
const html = (language: string, words: object) => `<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<link rel="stylesheet" nonce="n" href="codicon.css" id="vscode-codicon-stylesheet">
<style nonce="n">${theme}</style><link rel="stylesheet" nonce="n" href="panel.css"><title>Tokenwell</title></head>
<body><div id="app"></div><div id="announcements" class="for-readers" role="status" aria-live="polite"></div>
<script type="application/json" id="words">${JSON.stringify(words)}</script>
<script nonce="n" src="panel.js"></script></body></html>`;

const nothing: Answer = { words: null, good: true, parts: null, subscriptions: null, targets: null };

export class PanelPage {
  readonly page: Page;
  readonly #asked: ToHost[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  /** `words`: the translated ones, by the English ones. */
  static async open({ language = 'en', words = {} } = {}): Promise<PanelPage> {
    const folder = mkdtempSync(join(tmpdir(), 'tokenwell-panel-'));
    await bundlePanel(folder);
    const page = await (await sharedBrowser()).newPage({ viewport: { width: 1200, height: 900 } });
    page.once('close', () => rmSync(folder, { recursive: true, force: true }));
    const opened = new PanelPage(page);
    await page.route(`${origin}/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1).split('?')[0] ?? '';
      const headers = { 'Content-Security-Policy': policy };
      if (name === '') return route.fulfill({ body: html(language, words), contentType: 'text/html', headers });
      const contentType = name.endsWith('.css') ? 'text/css' : name.endsWith('.js') ? 'text/javascript' : 'font/ttf';
      return route.fulfill({ body: readFileSync(join(folder, name)), contentType });
    });
    await page.exposeFunction('tellTest', (message: ToHost) => opened.#asked.push(message));
    await page.addInitScript(
      `window.acquireVsCodeApi = () => ({
        postMessage: (message) => window.tellTest(message),
        getState: () => JSON.parse(sessionStorage.getItem('state')),
        setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
      })`,
    );
    await page.goto(origin);
    while (opened.#asked.length === 0) await page.waitForTimeout(10);
    opened.#asked.length = 0;
    return opened;
  }

  async tell(message: ToView): Promise<void> {
    await this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  }

  /** The next wish of this name, which is answered. */
  async wished<Name extends Wish['name']>(
    name: Name,
    answer: Partial<Answer> = {},
  ): Promise<Extract<Wish, { name: Name }>> {
    for (;;) {
      const asked = this.#asked.shift();
      if (!asked) await this.page.waitForTimeout(10);
      else if (asked.type === 'wish') {
        const isMeant = asked.wish.name === name;
        const full = isMeant ? { ...nothing, ...answer } : nothing;
        await this.tell({ type: 'answer', id: asked.id, answer: full, problem: null });
        if (isMeant) return asked.wish as Extract<Wish, { name: Name }>;
      }
    }
  }

  /** What people read or hear on the page: texts, labels, hints. */
  async texts(): Promise<string[]> {
    const texts = await this.page.evaluate(`(() => {
      const attributes = ['aria-label', 'title', 'placeholder', 'label', 'alt'];
      const read = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return [node.data];
        if (node.nodeType !== Node.ELEMENT_NODE || node.matches('script, style')) return [];
        const own = attributes.map((name) => node.getAttribute(name));
        return [...own, ...[...node.childNodes].flatMap(read)];
      };
      return read(document.body).filter((text) => text && text.trim());
    })()`);
    return texts as string[];
  }

  async violations(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const results = (await this.page.evaluate('axe.run(document)')) as axe.AxeResults;
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }
}

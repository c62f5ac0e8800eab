import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { canaryToken } from '../support/fake-services.ts';
import { type ServerUnderTest, serverUnderTest } from '../support/server-under-test.ts';

/**
 * `rebind.example` and `evil.example` are names that their owner points at 127.0.0.1. The web security of the browser is
 * left on, and the key is given to the page: neither may be what the refusal rests on.
 */
describe('a real page in Chromium gets nothing', function () {
  this.timeout(60_000);
  let tested: ServerUnderTest;
  let browser: Browser;
  let site: Server;
  let page: Page;
  const statuses: number[] = [];

  before(async () => {
    tested = await serverUnderTest();
    site = createServer((_request, response) =>
      response.setHeader('Content-Type', 'text/html').end('<body>a page</body>'),
    );
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--host-resolver-rules=MAP rebind.example 127.0.0.1, MAP evil.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
      ],
    });
  });
  after(async () => {
    await browser.close();
    site.close();
    await tested.end();
  });
  beforeEach(async () => {
    statuses.length = 0;
    page = await browser.newPage();
    page.on('response', (response) => {
      if (new URL(response.url()).port === String(tested.server.port)) statuses.push(response.status());
    });
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(tested.services.asked, []);
  });

  const sitePort = () => (site.address() as AddressInfo).port;
  const ours = (host: string, path: string) => `http://${host}:${tested.server.port}${path}`;

  /** Fetches from within the page; resolves with what the page got to see. */
  function fetchInPage(url: string, options: object): Promise<string> {
    return page.evaluate(
      async ({ url, options }) => {
        try {
          const response = await fetch(url, options);
          return `${response.type} ${response.status} ${await response.text()}`;
        } catch {
          return 'nothing';
        }
      },
      { url, options },
    );
  }

  it('by fetch from another origin, simple or with a preflight, with a valid key', async () => {
    const authorization = `Bearer ${tested.key}`;
    for (const origin of [`http://evil.example:${sitePort()}`, `http://127.0.0.1:${sitePort()}`]) {
      await page.goto(origin);
      for (const url of [ours('127.0.0.1', '/v1/token/lab'), ours('localhost', '/v1/token/lab')]) {
        assert.equal(await fetchInPage(url, {}), 'nothing');
        assert.equal(await fetchInPage(url, { headers: { authorization } }), 'nothing');
        assert.equal(await fetchInPage(url, { method: 'POST', body: '{}' }), 'nothing');
        assert.match(await fetchInPage(url, { mode: 'no-cors' }), /^(?:nothing|opaque 0 )$/);
      }
    }
    assert.ok(statuses.length > 0, 'no request arrived, so nothing was tried');
    assert.deepEqual([...new Set(statuses)], [403]);
  });

  it('by DNS rebinding, where the browser takes the daemon for its own origin', async () => {
    const answer = await page.goto(ours('rebind.example', '/'));
    assert.equal(answer?.status(), 403);
    const authorization = `Bearer ${tested.key}`;
    const seen = await fetchInPage('/v1/token/lab', { headers: { authorization } });
    assert.match(seen, /^basic 403 /);
    assert.ok(!seen.includes(canaryToken));
    assert.match(await fetchInPage('/v1/shutdown', { method: 'POST' }), /^basic 403 /);
  });

  it('by going there, by a frame, an image, a script or a form', async () => {
    const answer = await page.goto(ours('127.0.0.1', '/v1/token/lab'));
    assert.equal(answer?.status(), 403);
    await page.goto(`http://evil.example:${sitePort()}`);
    await page.evaluate(loadInElements(ours('127.0.0.1', '/v1/token/lab')));
    const posted = page.waitForNavigation();
    await page.evaluate(postForm(ours('127.0.0.1', '/v1/sign-ins')));
    assert.equal((await posted)?.status(), 403);
    assert.deepEqual([...new Set(statuses)], [403]);
  });

  it('by a WebSocket', async () => {
    for (const start of [`http://evil.example:${sitePort()}`, ours('rebind.example', '/')]) {
      await page.goto(start);
      const outcome = await page.evaluate(
        (url) =>
          new Promise((resolve) => {
            const socket = new WebSocket(url);
            socket.onopen = () => resolve('open');
            socket.onerror = () => resolve('refused');
          }),
        `${ours(start.includes('rebind') ? 'rebind.example' : '127.0.0.1', '/v1/events').replace('http', 'ws')}?key=${tested.key}`,
      );
      assert.equal(outcome, 'refused');
    }
  });
});

// Scripts for the page are text, because these sources are checked without the browser's types.

/** Resolves once each element has loaded the address or failed to. */
function loadInElements(url: string): string {
  return `(async () => {
    for (const name of ['iframe', 'img', 'script']) {
      await new Promise((resolve) => {
        const element = document.createElement(name);
        element.onload = element.onerror = resolve;
        element.src = ${JSON.stringify(url)};
        document.body.append(element);
      });
    }
  })()`;
}

function postForm(url: string): string {
  return `(() => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', enctype: 'text/plain', action: ${JSON.stringify(url)} });
    document.body.append(form);
    form.submit();
  })()`;
}

/** Debian's Chromium, one for all suites of a mocha run. It reaches nothing beyond this machine. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const offline = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const silence = ['--disable-background-networking', '--disable-component-update'];
// With it Chromium never uses what it compiled before, and VS Code is 19 MB of JavaScript to compile.
const compileOnce = '--disable-features=BackgroundResourceFetch';

let shared: Promise<BrowserContext> | undefined;

/**
 * Where the windows of VS Code are opened: on disk, so that the second one finds loaded and compiled what the first one
 * needed. It lasts for the run; `forget` is for what a test leaves in it.
 */
export function sharedProfile(): Promise<BrowserContext> {
  shared ??= launch();
  return shared;
}

/** For contexts and pages that have nothing to do with any other. */
export async function sharedBrowser(): Promise<Browser> {
  const browser = (await sharedProfile()).browser();
  if (!browser) throw new Error('Chromium has ended.');
  return browser;
}

/** Closes the tabs of the shared profile, and takes away what pages of this origin keep there, as on a new computer. */
export async function forget(origin: string): Promise<void> {
  const profile = await sharedProfile();
  // Without any tab Chromium would end.
  const blank = await profile.newPage();
  await Promise.all(profile.pages().map((page) => page !== blank && page.close()));
  await profile.clearCookies();
  const devtools = await profile.newCDPSession(blank);
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: kept });
  await devtools.detach();
}

/** All but what was compiled. */
const kept = 'cookies,local_storage,indexeddb,service_workers,cache_storage,file_systems';

export async function closeSharedBrowser(): Promise<void> {
  const profile = await shared?.catch(() => undefined);
  await profile?.close();
}

async function launch(): Promise<BrowserContext> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-chromium-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return chromium.launchPersistentContext(folder, {
    executablePath: '/usr/bin/chromium',
    args: [...flags, ...silence, compileOnce, offline],
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
  });
}

// At the top level of a module that suites import, this is a hook of mocha's root suite.
if (typeof after === 'function') {
  after(async function closeBrowser() {
    this.timeout(20_000);
    await closeSharedBrowser();
  });
}

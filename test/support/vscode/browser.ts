/** Debian's Chromium, one for all suites of a mocha run. It reaches nothing beyond this machine. */

import { type Browser, chromium } from 'playwright-core';

const offline = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const silence = ['--disable-background-networking', '--disable-component-update'];

let shared: Promise<Browser> | undefined;

/** Started by the first suite that asks, closed after the last suite of the run. */
export function sharedBrowser(): Promise<Browser> {
  shared ??= chromium.launch({ executablePath: '/usr/bin/chromium', args: [...flags, ...silence, offline] });
  return shared;
}

export async function closeSharedBrowser(): Promise<void> {
  const browser = await shared?.catch(() => undefined);
  await browser?.close();
}

// At the top level of a module that suites import, this is a hook of mocha's root suite.
if (typeof after === 'function') {
  after(async function closeBrowser() {
    this.timeout(20_000);
    await closeSharedBrowser();
  });
}

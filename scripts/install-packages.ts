/** The programs of the machine that tests need, from Debian's or Ubuntu's packages. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

interface Tool {
  /** Debian's name of the package. */
  package: string;
  /** Present when this command is on the PATH; without it, when dpkg says that the package is installed. */
  command?: string;
  /** npm scripts that cannot run without it. */
  suites: string[];
}

const codeServer = ['test:extension', 'test:e2e', 'vscode'];

const tools: Tool[] = [
  { package: 'openssl', command: 'openssl', suites: ['test:unit'] },
  { package: 'curl', command: 'curl', suites: ['test:keycloak', 'test:clients', 'test:extension'] },
  { package: 'default-jre-headless', command: 'java', suites: ['test:keycloak', 'test:e2e'] },
  { package: 'maven', command: 'mvn', suites: ['test:keycloak', 'test:e2e'] },
  { package: 'libsecret-1-0', suites: ['test:keyring', 'test:e2e'] },
  { package: 'gnome-keyring', command: 'gnome-keyring-daemon', suites: ['test:keyring', 'test:e2e'] },
  { package: 'dbus', command: 'dbus-run-session', suites: ['test:keyring', 'test:e2e'] },
  { package: 'curl', command: 'curl', suites: ['test:unit', 'test:keycloak', 'test:clients'] },
  { package: 'git', command: 'git', suites: ['test:unit'] },
  { package: 'make', command: 'make', suites: ['test:unit'] },
  { package: 'golang-go', command: 'go', suites: ['test:unit', 'test:backends'] },
  { package: 'default-jre-headless', command: 'java', suites: ['test:keycloak'] },
  { package: 'maven', command: 'mvn', suites: ['test:keycloak'] },
  { package: 'libsecret-1-0', suites: ['test:keyring'] },
  { package: 'gnome-keyring', command: 'gnome-keyring-daemon', suites: ['test:keyring'] },
  { package: 'dbus', command: 'dbus-run-session', suites: ['test:keyring'] },
  { package: 'python3-venv', suites: ['test:hostile'] },
  { package: 'chromium', command: 'chromium', suites: ['test:hostile', 'test:extension', 'test:e2e'] },
  { package: 'fonts-dejavu-core', suites: ['test:extension', 'test:e2e'] },
  { package: 'r-cran-httr2', suites: ['test:recipes'] },
  { package: 'cron', command: 'cron', suites: ['test:recipes'] },
  { package: 'docker.io', command: 'dockerd', suites: ['test:recipes'] },
  { package: 'cargo', command: 'cargo', suites: ['test:recipes'] },
  // What code-server is built with.
  { package: 'build-essential', command: 'c++', suites: codeServer },
  { package: 'pkg-config', command: 'pkg-config', suites: codeServer },
  { package: 'libkrb5-dev', suites: codeServer },
  { package: 'libsecret-1-dev', suites: codeServer },
  { package: 'libx11-dev', suites: codeServer },
  { package: 'libxkbfile-dev', suites: codeServer },
  { package: 'oidc-agent-cli', command: 'oidc-agent', suites: ['bench'] },
  { package: 'hyperfine', command: 'hyperfine', suites: ['bench'] },
  { package: 'wrk', command: 'wrk', suites: ['bench'] },
];

/**
 * What is still missing after the attempt, in words for people; empty when all is there. `suite`: only what this one
 * needs.
 */
export function installPackages(say: (line: string) => void, suite?: string): string[] {
  const wanted = tools.filter(({ suites }) => !suite || suites.includes(suite)).filter((tool) => !isPresent(tool));
  if (wanted.length === 0) return [];

  const names = wanted.map((tool) => tool.package);
  if (!onPath('apt-get')) return [`This machine has no apt-get. Install these by hand: ${explain(wanted)}.`];
  if (process.getuid?.() !== 0) {
    return [`Run this once: sudo sh -c '${commandLine(names)}'. It brings ${explain(wanted)}.`];
  }
  say(`Installing ${names.join(', ')} with apt-get …`);
  const run = spawnSync('sh', ['-c', commandLine(names)], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const missing = wanted.filter((tool) => !isPresent(tool));
  if (missing.length === 0) return [];
  return [`apt-get did not bring ${explain(missing)}. It ended with: ${lastLine(run.stderr || run.stdout)}`];
}

function isPresent(tool: Tool): boolean {
  if (tool.command) return onPath(tool.command);
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Status}', tool.package], { encoding: 'utf8' });
  return query.stdout?.includes('install ok installed') ?? false;
}

export function onPath(command: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function commandLine(names: string[]): string {
  return `apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}`;
}

function explain(list: Tool[]): string {
  return list.map((tool) => `${tool.package} (for ${tool.suites.join(', ')})`).join(', ');
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Opens the person's browser, where there is one. Without a shell, so that an address cannot become a command. */

import { spawn } from 'node:child_process';

type Environment = Record<string, string | undefined>;

interface Opener {
  program: string;
  arguments: string[];
}

/** Whether it was tried; whether a window really came up cannot be known. */
export function openBrowser(address: string): boolean {
  const opener = findOpener(process.env, process.platform);
  if (!opener) return false;
  // The browser outlives us, and so would a secret in its environment.
  const { TOKENWELL_CLIENT_SECRET: _, ...env } = process.env;
  const child = spawn(opener.program, [...opener.arguments, address], { detached: true, stdio: 'ignore', env });
  child.on('error', () => {});
  child.unref();
  return true;
}

/** null: there is no screen here, or it is not the person's. */
export function findOpener(environment: Environment, platform: NodeJS.Platform): Opener | null {
  // VS Code's remote terminals set BROWSER to a helper that opens windows on the person's own machine.
  if (environment.BROWSER && !/[\s%]/.test(environment.BROWSER)) return { program: environment.BROWSER, arguments: [] };
  if (environment.SSH_CONNECTION) return null;
  if (platform === 'darwin') return { program: 'open', arguments: [] };
  if (platform === 'win32') return { program: 'rundll32', arguments: ['url.dll,FileProtocolHandler'] };
  if (environment.DISPLAY || environment.WAYLAND_DISPLAY) return { program: 'xdg-open', arguments: [] };
  return null;
}

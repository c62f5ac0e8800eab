/**
 * The environment that a daemon starts with: only what names its user and its directories. It outlives whoever started
 * it, so it must not live by what one terminal happened to have (proxies, certificates, NODE_OPTIONS, tokens of others).
 */

import { resolve } from 'node:path';

type Environment = Record<string, string | undefined>;

const everywhere = ['TOKENWELL_HOME', 'TOKENWELL_STORE', 'TOKENWELL_SYSTEM_CONFIG'];
/** Made absolute, because the daemon works in another folder than whoever starts it. */
const folders = ['TOKENWELL_HOME', 'TOKENWELL_SYSTEM_CONFIG'];
const onUnix = ['HOME', 'USER', 'LOGNAME', 'LANG', 'TMPDIR', 'XDG_RUNTIME_DIR'];
const onWindows = [
  ...['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'USERNAME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH'],
  ...['APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'TEMP', 'TMP'],
];

export function daemonEnvironment(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const names = [...everywhere, ...(platform === 'win32' ? onWindows : onUnix)];
  const kept = names.flatMap((name) => {
    const value = environment[name];
    return value ? [[name, folders.includes(name) ? resolve(value) : value] as const] : [];
  });
  return {
    ...Object.fromEntries(kept),
    PATH:
      platform === 'win32' ? `${environment.SystemRoot ?? 'C:\\Windows'}\\System32` : '/usr/bin:/bin:/usr/sbin:/sbin',
    // VS Code's own runtime is a Node when it is told so.
    ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
  };
}

/** What this program has that the daemon may want and was not started with. */
export function environmentToOffer(environment: Environment = process.env) {
  const offer = {
    https_proxy: environment.HTTPS_PROXY ?? environment.https_proxy,
    no_proxy: environment.NO_PROXY ?? environment.no_proxy,
    extra_ca_certs: environment.NODE_EXTRA_CA_CERTS,
    dbus_session_bus_address: environment.DBUS_SESSION_BUS_ADDRESS,
  };
  const given = Object.entries(offer).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? null : (Object.fromEntries(given) as { [Name in keyof typeof offer]?: string });
}

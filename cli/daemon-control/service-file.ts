/** What tells systemd or launchd to run the daemon for this user. */

export interface ServiceDescription {
  /** The runtime, the program and its options. */
  command: string[];
  environment: Record<string, string>;
}

/** A systemd user unit (systemd.service(5), systemd.unit(5)). */
export function systemdUnit({ command, environment }: ServiceDescription): string {
  const variables = Object.entries(environment).map(([name, value]) => `${systemdVariable(name, value)}\n`);
  // Only ExecStart replaces `$NAME`.
  const start = command.map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ');
  return `[Unit]
Description=Tokenwell, which keeps access tokens fresh

[Service]
ExecStart=${start}
${variables.join('')}Restart=on-failure
# Refusals, which another start would only repeat: a wrong setting, a daemon that runs already, a state it must not touch.
RestartPreventExitStatus=2 3 4
UMask=0077
# A core dump would have the tokens in it.
LimitCORE=0

[Install]
WantedBy=default.target
`;
}

export function systemdVariable(name: string, value: string): string {
  return `Environment=${quoted(`${name}=${value}`)}`;
}

/** In double quotes, as systemd reads them; `%` begins a specifier there. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}

export const launchdLabel = 'org.tokenwell.daemon';

/** A launchd agent (launchd.plist(5)). */
export function launchdAgent({ command, environment }: ServiceDescription): string {
  const text = (value: string) => `<string>${escaped(value)}</string>`;
  const variables = Object.entries(environment).map(([name, value]) => `    ${launchdVariable(name, value)}\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  ${text(launchdLabel)}
  <key>ProgramArguments</key>
  <array>
${command.map((word) => `    ${text(word)}\n`).join('')}  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.join('')}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>Umask</key>
  <integer>63</integer>
</dict>
</plist>
`;
}

export function launchdVariable(name: string, value: string): string {
  return `<key>${escaped(name)}</key>\n    <string>${escaped(value)}</string>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

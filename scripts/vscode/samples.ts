/** The workspace of `npm run vscode`: a notebook and a script that call an API with a token of the profile `demo`. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function writeSamples(folder: string, issuer: string): void {
  const api = `${issuer}/me`;
  writeFileSync(join(folder, 'README.md'), readme);
  writeFileSync(join(folder, 'who-am-i.sh'), script(api), { mode: 0o755 });
  writeFileSync(join(folder, 'measurements.ipynb'), notebook(api));
}

const readme = `# A workspace to try Tokenwell in

1. Click **Sign in** in the status bar, choose \`demo\`, then **Copy Code and Open Browser**, and approve on that page.
2. Open a terminal and run \`./who-am-i.sh\`: it asks the API with a token that is fresh at that moment. VS Code asks once whether
   this workspace may have tokens of the account.
3. \`measurements.ipynb\` does the same in Python; it needs a kernel, which this VS Code does not bring.
`;

function script(api: string): string {
  return `#!/bin/sh
# Who am I? The API says so, to whoever brings a token.
set -e
# The token goes through a pipe, and so into nobody's list of processes.
header=$(tokenwell token demo --header)
echo "$header" | curl -sS -H @- ${api}
echo
`;
}

function notebook(api: string): string {
  const code = [
    'import subprocess, urllib.request\n',
    '\n',
    'def token():\n',
    '    return subprocess.check_output(["tokenwell", "token", "demo"], text=True).strip()\n',
    '\n',
    `request = urllib.request.Request("${api}", headers={"Authorization": f"Bearer {token()}"})\n`,
    'print(urllib.request.urlopen(request).read().decode())',
  ];
  const cells = [
    {
      cell_type: 'markdown',
      metadata: {},
      source: ['# Measurements\n', 'Ask for a token at each call; never paste one.'],
    },
    { cell_type: 'code', metadata: {}, source: code, outputs: [], execution_count: null },
  ];
  const metadata = { language_info: { name: 'python' } };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

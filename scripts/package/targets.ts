/** The platforms that get a VSIX of their own: those for which both VS Code and keytar have a build. */

export interface Target {
  /** As VS Code names it. */
  name: string;
  /** As keytar names its folder of prebuilt binaries. */
  prebuilt: string;
  /** Where keytar looks on that platform: it asks Node, which tells no musl. */
  found: string;
}

export const targets: Target[] = [
  { name: 'linux-x64', prebuilt: 'linux-x64', found: 'linux-x64' },
  { name: 'linux-arm64', prebuilt: 'linux-arm64', found: 'linux-arm64' },
  { name: 'alpine-x64', prebuilt: 'linuxmusl-x64', found: 'linux-x64' },
  { name: 'alpine-arm64', prebuilt: 'linuxmusl-arm64', found: 'linux-arm64' },
  ...['darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'].map((name) => ({ name, prebuilt: name, found: name })),
];

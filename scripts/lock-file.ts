/**
 * Keeps package-lock.json whole: `npm ci` refuses a lock file that lacks an optional package, and npm leaves out those of
 * other platforms which the registry did not have at that moment (npm issue 4828).
 *
 *     node scripts/lock-file.ts            tells what is missing (`npm run check`)
 *     node scripts/lock-file.ts --write    adds it, after `npm install`
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version?: string;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  dev?: boolean;
  optional?: boolean;
}

interface LockFile {
  packages: Record<string, LockedPackage>;
}

const file = join(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8')) as LockFile;
const missing = missingPackages(lock);

if (process.argv.includes('--write')) {
  const packages = { ...lock.packages, ...Object.fromEntries(missing) };
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  console.log(`${missing.length} packages of other platforms added.`);
} else if (missing.length > 0) {
  for (const [path] of missing) console.error(`package-lock.json lacks ${path}.`);
  process.exitCode = 1;
}

function missingPackages({ packages }: LockFile): [string, LockedPackage][] {
  return Object.values(packages).flatMap(({ optionalDependencies = {}, dev }) =>
    Object.entries(optionalDependencies)
      .map(([name, version]): [string, LockedPackage] => [`node_modules/${name}`, placeholder(name, version, dev)])
      .filter(([path]) => !(path in packages)),
  );
}

/** npm takes the platform from the lock file, and passes over what is not for this one. */
function placeholder(name: string, version: string, dev: boolean | undefined): LockedPackage {
  const os = /android|darwin|linux|win32|freebsd|openbsd|netbsd|openharmony|sunos|aix/.exec(name)?.[0];
  const cpu = /arm64|x64|ia32|ppc64|s390x|riscv64|loong64|arm/.exec(name.split('/').at(-1) ?? '')?.[0];
  const libc = name.includes('musl') ? 'musl' : name.includes('gnu') ? 'glibc' : undefined;
  return {
    version: version.replace(/^[\^~]/, ''),
    ...(os && { os: [os] }),
    ...(cpu && { cpu: [cpu] }),
    ...(libc && { libc: [libc] }),
    ...(dev && { dev }),
    optional: true,
  };
}

/** Many callers at once, spread over processes of their own. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './callers/caller.ts';

export interface Crowd {
  /** Everybody calls now; resolves with what each was told. */
  call(): Promise<Outcome[]>;
  close(): void;
}

/** Resolves once all processes are up and wait for the word. */
export async function gatherCallers(options: {
  processes: number;
  callersEach: number;
  profile: string;
  environment: Record<string, string>;
}): Promise<Crowd> {
  const { processes, callersEach, profile, environment } = options;
  const program = fileURLToPath(new URL('./callers/caller.ts', import.meta.url));
  const children = Array.from({ length: processes }, () =>
    fork(program, [profile, String(callersEach)], { env: { ...process.env, ...environment } }),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  return {
    async call() {
      const answers = children.map((child) => once(child, 'message') as Promise<[Outcome[]]>);
      for (const child of children) child.send('call');
      return (await Promise.all(answers)).flatMap(([outcomes]) => outcomes);
    },
    close() {
      for (const child of children) child.disconnect();
    },
  };
}

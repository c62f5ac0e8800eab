#!/usr/bin/env node
/** The `tokenwell` command: starts, runs one command, and turns whatever goes wrong into words and an exit code. */

import { CliFailure, reportFailure } from './failure.ts';
import { withHelpOf } from './help.ts';
import { createProgram } from './program.ts';

// A reader that went away (`tokenwell status | head -1`) is no failure of ours; a full disk behind `>` is one to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.exit(reportFailure(new CliFailure(`The result cannot be written (${error.code}).`)));
});

// `npm run tokenwell` works in the project's folder; files and workspaces are meant from where the person stands.
if (process.env.npm_lifecycle_event === 'tokenwell' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);

try {
  const program = await createProgram(process.argv[2]);
  await program.parseAsync(withHelpOf(program, process.argv.slice(2)), { from: 'user' });
} catch (error) {
  process.exitCode = reportFailure(error);
}

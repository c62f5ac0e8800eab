/** Exports values: checks what was filled in, and has a process of its own do the rest. */

import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { ExportOutcome, ExportTarget, ExportWish } from '../api.ts';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { OutgoingSettings } from '../outgoing-settings.ts';
import { readValues } from '../providers/field-values.ts';
import type { SecretPart } from '../providers/management.ts';
import type { ChildAnswer, ChildRequest } from './export-child.ts';
import { exportTargets } from './index.ts';

export interface ExportsOptions {
  outgoing: OutgoingSettings;
  clock: Clock;
  log: Log;
}

/** It was sent, and nobody knows whether it has arrived. `message` says why, and to look there first. */
export class ArrivalUnknown extends TokenwellError {
  /** A whole sentence. */
  readonly why: string;

  constructor(why: string) {
    super('export_unavailable', `${why} Look there whether it has arrived before you try again.`);
    this.why = why;
  }
}

/** Milliseconds. */
const limit = 30_000;

export class Exports {
  readonly #options: ExportsOptions;
  readonly #closed = new AbortController();

  constructor(options: ExportsOptions) {
    this.#options = options;
  }

  targets(): ExportTarget[] {
    return [...exportTargets];
  }

  /** Whether it would work, as far as that can be told without writing. Throws as `send` does. */
  check(wish: ExportWish): Promise<ExportOutcome> {
    return this.#run(wish, null);
  }

  /** Throws `export_*`, `bad_request`, `insecure_address`; `ArrivalUnknown` where it may have arrived all the same. */
  send(wish: ExportWish, parts: SecretPart[]): Promise<ExportOutcome> {
    return this.#run(wish, parts);
  }

  /** Cuts off what is under way. */
  close(): void {
    this.#closed.abort();
  }

  async #run(wish: ExportWish, parts: SecretPart[] | null): Promise<ExportOutcome> {
    const target = exportTargets.find(({ name }) => name === wish.target);
    if (!target) {
      const names = exportTargets.map(({ name }) => name).join(', ');
      throw new TokenwellError(
        'bad_request',
        `There is no export to ${JSON.stringify(wish.target)}; there is: ${names}.`,
      );
    }
    const values = readValues(target.fields, wish.values ?? {});
    const directory = wish.directory ?? homedir();
    if (!isAbsolute(directory)) throw new TokenwellError('bad_request', 'The directory must be an absolute path.');
    const environment = { ...ownEnvironment(target), ...this.#network(), ...environmentOf(target, wish) };
    const answer = await this.#ask({ target: target.name, values, directory, parts }, environment);
    if ('place' in answer) return { target: target.name, place: answer.place };
    this.#options.log.warn({ target: target.name, code: answer.code, check: parts === null }, 'an export failed');
    throw new TokenwellError(answer.code, answer.detail);
  }

  async #ask(request: ChildRequest, environment: NodeJS.ProcessEnv): Promise<ChildAnswer> {
    if (this.#closed.signal.aborted) return { code: 'export_unavailable', detail: 'The daemon ends. Try again.' };
    const late = new AbortController();
    const cancel = this.#options.clock.after(limit, () => late.abort());
    const signal = AbortSignal.any([late.signal, this.#closed.signal]);
    try {
      const answer = parse(await runChild(request, environment, signal));
      return answer ?? this.#noAnswer(request, 'The process that exports ended without an answer.');
    } catch (error) {
      if (!signal.aborted) throw error;
      const isLate = late.signal.aborted;
      return this.#noAnswer(
        request,
        isLate ? 'There was no answer within half a minute.' : 'The daemon ended before there was an answer.',
      );
    } finally {
      cancel();
    }
  }

  /** Throws `ArrivalUnknown`, unless nothing was to be written. */
  #noAnswer({ target, parts }: ChildRequest, why: string): ChildAnswer {
    if (!parts) return { code: 'export_unavailable', detail: `${why} Try again.` };
    this.#options.log.warn({ target }, 'an export got no answer');
    throw new ArrivalUnknown(why);
  }

  /** The way out as the settings say, in the names that Node itself reads. */
  #network(): Record<string, string> {
    const { proxy, noProxy, certificateAuthorityFiles } = this.#options.outgoing.current();
    const here = 'localhost,127.0.0.1,::1,169.254.169.254';
    const [authorities] = certificateAuthorityFiles;
    return {
      ...(proxy && { HTTPS_PROXY: proxy, NO_PROXY: noProxy ? `${noProxy},${here}` : here, NODE_USE_ENV_PROXY: '1' }),
      ...(authorities && { NODE_EXTRA_CA_CERTS: authorities }),
    };
  }
}

/**
 * The daemon's own, without what the target reads: only the caller's shall choose the account, and not what another terminal
 * had set when it started the daemon.
 */
function ownEnvironment({ environment }: ExportTarget): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !environment.includes(name)));
}

/** None but those of the target: no other may change what runs here. */
function environmentOf(
  { label, environment }: ExportTarget,
  { environment: given = {} }: ExportWish,
): Record<string, string> {
  const strange = Object.keys(given).find((name) => !environment.includes(name));
  if (strange === undefined) return given;
  throw new TokenwellError('bad_request', `${label} does not read the variable ${strange}.`);
}

/** The program beside this module: its source, or its bundle. */
function program(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'mjs';
  return fileURLToPath(new URL(`./export-child.${extension}`, import.meta.url));
}

async function runChild(request: ChildRequest, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  const child = spawn(process.execPath, [program()], {
    ...{ env: environment, stdio: ['pipe', 'pipe', 'ignore'], signal, killSignal: 'SIGKILL', windowsHide: true },
  });
  const failure = new Promise<never>((_, reject) => child.once('error', reject));
  // A child that is gone before it read its request is told by its missing answer.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(request));
  return Promise.race([text(child.stdout), failure]);
}

function parse(answer: string): ChildAnswer | null {
  try {
    return JSON.parse(answer);
  } catch {
    return null;
  }
}

/**
 * Finds out what is wrong between this daemon and a profile's server: with the profile's own CA and proxy, from the
 * process that fetches the tokens, so that what is found is what the tokens meet.
 */

import type { DiagnosisRequest, DiagnosisResponse, Finding } from '../api.ts';
import type { Clock } from '../clock.ts';
import { errorTable, TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { OutgoingSettings } from '../outgoing-settings.ts';
import type { Profile } from '../profile.ts';
import type { Provider } from '../providers/provider.ts';
import { toProviderError } from '../providers/provider-error.ts';
import type { DiagnosisService, ProfileService } from '../services.ts';
import { examineConnection } from './connection.ts';
import { failed, ok, warning } from './findings.ts';

export interface DiagnosesOptions {
  providers: ReadonlyMap<string, Provider>;
  profiles: Pick<ProfileService, 'find'>;
  outgoing: OutgoingSettings;
  clock: Clock;
  log: Log;
}

/** Milliseconds for one question to a server. */
const patience = 15_000;

export class Diagnoses implements DiagnosisService {
  readonly #options: DiagnosesOptions;

  constructor(options: DiagnosesOptions) {
    this.#options = options;
  }

  async diagnose({ profile: name, workspace }: DiagnosisRequest): Promise<DiagnosisResponse> {
    const profile = this.#options.profiles.find(name, workspace);
    const provider = this.#options.providers.get(profile.provider);
    if (!provider) {
      const known = [...this.#options.providers.keys()].join(', ');
      const detail = `${profile.file} names the provider ${profile.provider}.`;
      return { findings: [failed('profile', detail, `Write one of these: ${known}.`)] };
    }
    return { findings: await this.#examine(profile, provider) };
  }

  /** Each question only where the one before was answered: what follows from one fault is no finding of its own. */
  async #examine(profile: Profile, provider: Provider): Promise<Finding[]> {
    const { outgoing, clock } = this.#options;
    const way = await this.#ask('connection', (signal) => examineConnection(profile, { outgoing, clock, signal }));
    if (way.some(({ result }) => result === 'failed')) return way;
    const server = await this.#ask('server', async (signal) => [await examineOffer(profile, provider, signal)]);
    if (!provider.tryDevice || server.some(({ result }) => result === 'failed')) return [...way, ...server];
    const device = await this.#ask('device flow', async (signal) => [await examineDevice(profile, provider, signal)]);
    return [...way, ...server, ...device];
  }

  async #ask(check: string, question: (signal: AbortSignal) => Promise<Finding[]>): Promise<Finding[]> {
    const late = new AbortController();
    const cancelTimer = this.#options.clock.after(patience, () => late.abort());
    try {
      return await question(late.signal);
    } catch (error) {
      const { code, message } = toProviderError(error, 'the diagnosis', this.#options.log);
      return [failed(check, message, errorTable[code].advice)];
    } finally {
      cancelTimer();
    }
  }
}

/** For a server with discovery, that is its discovery document. */
async function examineOffer(profile: Profile, provider: Provider, signal: AbortSignal): Promise<Finding> {
  const { flows, revokes } = await provider.capabilities(profile, signal);
  const end = revokes ? '' : '; it has no way to end a sign-in';
  const found = profile.endpoints ? 'The profile names the endpoints' : 'The server describes itself';
  return ok('server', `${found}; ways to sign in: ${flows.join(', ')}${end}.`);
}

async function examineDevice(profile: Profile, provider: Provider, signal: AbortSignal): Promise<Finding> {
  try {
    const trial = await provider.tryDevice?.(profile, signal);
    if (trial === 'works') return ok('device flow', 'Answers, and gives this client a code.');
    return ok(
      'device flow',
      'Answers; whether it accepts this client shows at the sign-in, which asks for its secret.',
    );
  } catch (error) {
    if (!(error instanceof TokenwellError) || error.code !== 'flow_not_supported') throw error;
    const { flows } = await provider.capabilities(profile, signal);
    const other = flows.find((flow) => flow !== 'device');
    const way = other ? `Sign in with \`tokenwell login ${profile.name} --flow ${other}\`, or have` : 'Have';
    const advice = `${way} the device flow enabled for the client.`;
    return warning('device flow', 'The server does not offer it, or not to this client.', advice);
  }
}

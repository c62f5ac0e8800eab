/**
 * From a server's address to a profile in the user's configuration file. The daemon looks at the server;
 * the questions offer what it found. What was typed is kept until a profile comes of it, so that nothing is typed twice.
 */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { ProfileSummary, ServerDiscovery } from '../../daemon/api.ts';
import { tellFailure } from '../failure.ts';
import { plainText } from '../plain-text.ts';
import { offerProxy } from '../proxy.ts';
import { describeFlow } from '../sign-in/choose-flow.ts';
import { nameFor, nameProblem } from './profile-name.ts';
import { scopeItems, scopeItemsFor } from './scopes.ts';
import { askChoice, askInTurn, askText, type Frame, type Move } from './wizard.ts';

interface Draft {
  address: string;
  server: ServerDiscovery | null;
  clientId: string;
  hasSecret: boolean;
  scopes: string[];
  /** '' : as it is proposed. */
  name: string;
}

const usualScopes = ['openid', 'offline_access'];
const empty: Draft = { address: '', server: null, clientId: '', hasSecret: false, scopes: usualScopes, name: '' };

/** What was typed when the person turned away. */
let draft: Draft = { ...empty };

/** `typed`: an address that the person has told already, or ''. undefined: the person turned back. */
export async function addByAddress(
  daemon: Connection,
  output: vscode.LogOutputChannel,
  typed: string,
  back: () => void,
): Promise<ProfileSummary | undefined> {
  if (typed !== '') draft = { ...draft, address: typed, server: null };
  const { profiles } = await daemon.profiles();
  const taken = profiles.map(({ name }) => name);
  let added: ProfileSummary | undefined;
  const add = async (name: string) => {
    added = await daemon.addProfile({ name, definition: definitionOf(draft) });
  };
  await askInTurn(
    vscode.l10n.t('Add a profile'),
    [
      (frame) => askAddress(frame, daemon, output),
      (frame) => askClient(frame),
      (frame) => askSecret(frame),
      (frame) => askScopes(frame),
      (frame) => askName(frame, taken, add),
    ],
    back,
  );
  if (added) draft = { ...empty };
  return added;
}

function askAddress(frame: Frame, daemon: Connection, output: vscode.LogOutputChannel): Promise<Move> {
  return askText(frame, {
    prompt: vscode.l10n.t('Address of the server (its issuer). Tokenwell asks it what it offers.'),
    placeholder: 'https://auth.example.org/realms/lab',
    value: draft.address,
    async take(address) {
      if (address === '') return vscode.l10n.t('This cannot be empty.');
      if (address === draft.address && draft.server) return undefined;
      draft = { ...draft, address, server: null };
      const server = await daemon.discover({ address }).catch((error: unknown) => {
        void tellFailure(output, () => offerProxy(daemon, error));
        throw error;
      });
      // What the person sees from here on is the address as the server itself writes it.
      draft = { ...draft, server, address: server.issuer };
      return undefined;
    },
  });
}

function askClient(frame: Frame): Promise<Move> {
  const { host, flows } = draft.server as ServerDiscovery;
  const ways = flows.map((flow) => describeFlow(flow).label.replace(/^\$\(.*?\) /, '')).join(', ');
  return askText(frame, {
    prompt: vscode.l10n.t(
      '{0} answers. Ways to sign in there: {1}. Client id, as it is registered there:',
      plainText(host),
      ways,
    ),
    placeholder: vscode.l10n.t('Whoever runs the server can tell it'),
    value: draft.clientId,
    async take(clientId) {
      draft = { ...draft, clientId };
      return clientId === '' ? vscode.l10n.t('This cannot be empty.') : undefined;
    },
  });
}

function askSecret(frame: Frame): Promise<Move> {
  const none = {
    label: vscode.l10n.t('No secret'),
    detail: vscode.l10n.t('A public client; the usual kind for programs on people’s own computers'),
  };
  const secret = {
    label: vscode.l10n.t('A client secret'),
    detail: vscode.l10n.t('It is asked for at each sign-in and kept in the secret store, never in a file'),
  };
  return askChoice(frame, {
    placeholder: vscode.l10n.t('Does the client have a secret?'),
    items: [none, secret],
    selected: [draft.hasSecret ? secret : none],
    many: false,
    take([choice]) {
      draft = { ...draft, hasSecret: choice === secret };
    },
  });
}

function askScopes(frame: Frame): Promise<Move> {
  const items = scopeItems(draft.server?.scopes_supported ?? null, draft.scopes);
  return askChoice(frame, {
    placeholder: vscode.l10n.t('What may tokens be used for? Type a scope that is not in the list to add it.'),
    items,
    selected: items.filter(({ label }) => draft.scopes.includes(label)),
    many: true,
    itemsFor: (typed) => scopeItemsFor(typed, items),
    take(selected) {
      draft = { ...draft, scopes: selected.map(({ label }) => label) };
    },
  });
}

function askName(frame: Frame, taken: string[], add: (name: string) => Promise<void>): Promise<Move> {
  const proposed = nameFor((draft.server as ServerDiscovery).issuer, taken);
  return askText(frame, {
    prompt: vscode.l10n.t('A short name. Scripts will ask for tokens by it: `tokenwell token {0}`', proposed),
    value: draft.name || proposed,
    async take(name) {
      draft = { ...draft, name };
      const problem = nameProblem(name, taken);
      if (problem) return problem;
      await add(name);
      return undefined;
    },
  });
}

function definitionOf({ server, clientId, hasSecret, scopes }: Draft) {
  const { issuer, provider } = server as ServerDiscovery;
  return {
    ...(provider === 'oidc' ? {} : { provider }),
    ...{ issuer, client_id: clientId, scope: scopes.join(' ') || 'openid' },
    ...(hasSecret ? { token_endpoint_auth_method: 'client_secret_basic' as const } : {}),
  };
}

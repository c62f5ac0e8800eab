/**
 * The sign-in that makes a token, from its start to its end. The panel shows it; only a click copies the code or opens the
 * address.
 */

import * as vscode from 'vscode';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import { listenForRedirect, type RedirectListener } from '../../clients/node/redirect-listener.ts';
import type { CreatedLongLivedToken, FieldValues, SignIn, SignInFlow, TokenKind } from '../../daemon/api.ts';
import type { Daemon } from '../daemon.ts';
import { plainText } from '../plain-text.ts';
import { showQrCode } from '../sign-in/qr-code.ts';
import { ending } from '../sign-in/request.ts';
import { said, silence } from './answers.ts';
import type { Answer, Approval, Problem } from './messages-to-view.ts';

export interface Creation {
  account: string;
  kind: TokenKind;
  values: FieldValues;
}

/** Never rejects. */
type Take = (created: CreatedLongLivedToken) => Promise<void>;

interface Waiting {
  signIn: SignIn;
  /** That the token shall have. */
  scopes: string[];
  end: Promise<SignIn>;
}

export class Approvals {
  readonly #daemon: Daemon;
  readonly #show: (approval: Approval | null, problem: Problem | null) => void;
  #waiting: Waiting | null = null;

  constructor(daemon: Daemon, show: (approval: Approval | null, problem: Problem | null) => void) {
    this.#daemon = daemon;
    this.#show = show;
  }

  get isOpen(): boolean {
    return this.#waiting !== null;
  }

  /** Resolves once it waits for a person; `take` gets what it made. */
  async start({ account, kind, values }: Creation, take: Take): Promise<void> {
    const connection = await this.#daemon.reach();
    const flow = await this.#flowFor(account, kind);
    const listener = flow === 'code' ? await this.#listen() : null;
    try {
      const redirect = listener && { redirect_uri: await reachable(listener) };
      const creation = { kind: kind.kind, values, ...(flow && { flow }), ...redirect };
      const created = await connection.createLongLivedToken(account, creation);
      const { sign_in: signIn } = created;
      if (!signIn) return await take(created);
      void this.#follow({ signIn, scopes: scopesOf(kind, values) }, take).finally(() => listener?.close());
    } catch (error) {
      await listener?.close();
      throw error;
    }
  }

  /** For a view that has just been loaded. */
  present(): void {
    this.#show(this.#waiting && describe(this.#waiting), null);
  }

  async open(): Promise<Answer> {
    const { signIn } = this.#current();
    if (!signIn.may_open) return silence();
    if (signIn.user_code) await vscode.env.clipboard.writeText(signIn.user_code);
    await vscode.env.openExternal(vscode.Uri.parse(completeAddress(signIn), true));
    return signIn.user_code ? said(vscode.l10n.t('The code is on the clipboard.')) : silence();
  }

  async copy(): Promise<Answer> {
    const { signIn } = this.#current();
    await vscode.env.clipboard.writeText(signIn.user_code ?? addressOf(signIn));
    return said(vscode.l10n.t('Copied.'));
  }

  async showQrCode(): Promise<Answer> {
    const { signIn, end } = this.#current();
    const code = plainText(signIn.user_code ?? '', 64);
    await showQrCode({ address: completeAddress(signIn), code, host: plainText(signIn.host), end });
    return silence();
  }

  async cancel(): Promise<Answer> {
    const { signIn } = this.#current();
    await (await this.#daemon.reach()).cancelSignIn(signIn.id);
    return silence();
  }

  /** The panel is closed: nobody would see what it makes. */
  dispose(): void {
    if (this.#waiting) void this.cancel().catch(() => {});
  }

  async #follow({ signIn, scopes }: Omit<Waiting, 'end'>, take: Take): Promise<void> {
    const end = ending(this.#daemon, signIn);
    this.#waiting = { signIn, scopes, end };
    this.present();
    const { state, created, error } = await end;
    this.#waiting = null;
    this.#show(null, created ? null : { detail: endOf(state, error?.detail), ways: [] });
    if (created) await take({ ...created, sign_in: null });
  }

  /** The best that the server offers; undefined: it takes no sign-in. */
  async #flowFor(id: string, { create }: TokenKind): Promise<SignInFlow | undefined> {
    const account = this.#daemon.accounts.find((one) => one.id === id);
    if (create?.by !== 'sign_in' || !account) return undefined;
    const { flows } = await (await this.#daemon.reach()).capabilities(account.profile);
    return create.flows.find((flow) => flows.includes(flow)) ?? create.flows[0];
  }

  #current(): Waiting {
    if (!this.#waiting) throw new Error(vscode.l10n.t('Nothing waits for approval any more.'));
    return this.#waiting;
  }

  /** A redirect that the daemon refuses may be forged, so that waiting goes on. */
  #listen(): Promise<RedirectListener> {
    const redeem = async (address: string): Promise<boolean> => {
      try {
        const connection = await this.#daemon.reach();
        const { state } = await connection.redeemSignIn(this.#current().signIn.id, { callback_url: address });
        return state === 'signed_in';
      } catch (error) {
        if (error instanceof DaemonError) return false;
        throw error;
      }
    };
    const port = vscode.workspace.getConfiguration('tokenwell').get('redirectPort', 0);
    return listenForRedirect(vscode.l10n.t('VS Code says why.'), redeem, port);
  }
}

/** Where the daemon says more, that goes first. */
function endOf(state: SignIn['state'], detail: string | undefined): string {
  const usual: Partial<Record<SignIn['state'], string>> = {
    denied: vscode.l10n.t('It was refused in the browser.'),
    expired: vscode.l10n.t('It was not approved in time.'),
    cancelled: vscode.l10n.t('Cancelled.'),
  };
  const heading = detail === undefined ? (usual[state] ?? '') : plainText(detail, 1_000);
  return `${heading} ${vscode.l10n.t('No token was made.')}`.trim();
}

async function reachable(listener: RedirectListener): Promise<string> {
  return (await vscode.env.asExternalUri(vscode.Uri.parse(listener.redirectUri))).toString(true);
}

/** As the server is asked for them. */
function scopesOf({ create }: TokenKind, values: FieldValues): string[] {
  const fields = create?.fields.filter(({ type }) => type === 'scopes') ?? [];
  const scopes = fields.flatMap(({ name, default: usual, choices }) => [
    ...String(values[name] ?? usual ?? '').split(' '),
    ...choices.filter(({ fixed }) => fixed).map(({ value }) => value),
  ]);
  return [...new Set(scopes.filter(Boolean))];
}

function describe({ signIn, scopes }: Pick<Waiting, 'signIn' | 'scopes'>): Approval {
  const address = addressOf(signIn);
  const other = URL.parse(address)?.host ?? signIn.host;
  return {
    host: signIn.host,
    scopes,
    code: signIn.user_code,
    address: signIn.user_code ? address : '',
    elsewhere: other === signIn.host ? null : other,
    may_open: signIn.may_open,
    expires_at: signIn.expires_at,
  };
}

function addressOf(signIn: SignIn): string {
  return signIn.verification_uri ?? signIn.authorization_uri ?? '';
}

function completeAddress(signIn: SignIn): string {
  return signIn.verification_uri_complete ?? addressOf(signIn);
}

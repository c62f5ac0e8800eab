/**
 * Every error that a client of the daemon can meet, in one table: `docs/errors.md` is generated from it.
 *
 * `code` is stable and for programs; `title` names the problem; `advice` tells a person what to do next. What only one
 * occurrence knows (a host, an account, a time) goes into the error's `detail`.
 */

interface ErrorKind {
  /** HTTP status code. */
  status: number;
  title: string;
  advice: string;
}

const table = {
  // What a caller sent.
  bad_request: {
    status: 400,
    title: 'The request is malformed',
    advice: 'Compare the request with docs/openapi.json.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing at this address',
    advice: 'Compare the path with docs/openapi.json.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This address does not take this method',
    advice: 'Use a method that the Allow header names.',
  },
  request_too_large: {
    status: 413,
    title: 'The request is too large',
    advice: 'Send a smaller body or shorter headers.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is not JSON',
    advice: 'Send `Content-Type: application/json`.',
  },

  // Who is calling.
  host_refused: {
    status: 403,
    title: 'The Host header does not name this daemon',
    advice: 'Call the address that `tokenwell env` prints, as it is.',
  },
  browser_refused: {
    status: 403,
    title: 'Requests from web pages are refused',
    advice: 'Call from a program, without Origin and Sec-Fetch-* headers.',
  },
  upgrade_refused: {
    status: 403,
    title: 'This connection cannot be upgraded',
    advice: 'Open the WebSocket at /v1/events on the owner socket.',
  },
  client_key_required: {
    status: 401,
    title: 'A client key is required over TCP',
    advice:
      'Send `Authorization: Bearer` with the key in the file that TOKENWELL_KEY_FILE names, or use the owner socket.',
  },
  client_key_wrong: {
    status: 401,
    title: 'The client key is not known',
    advice: 'Read the key file again; `tokenwell env` prints where it is.',
  },
  owner_socket_only: {
    status: 403,
    title: 'This call is served on the owner socket only',
    advice: 'Call it through the socket that `tokenwell env` prints.',
  },
  too_many_connections: { status: 503, title: 'Too many connections', advice: 'Close idle connections and try again.' },

  // Profiles and settings.
  profile_not_found: {
    status: 404,
    title: 'There is no such profile',
    advice: 'List profiles with `tokenwell profile list`, add one with `tokenwell profile add`.',
  },
  profile_exists: {
    status: 409,
    title: 'There is a profile of this name already',
    advice:
      'Choose another name; `tokenwell profile change` changes the old one, `tokenwell profile remove` takes it away.',
  },
  profile_read_only: {
    status: 409,
    title: 'This profile cannot be changed here',
    advice: 'It comes from the organisation or a workspace; change the file that it names.',
  },
  configuration_broken: {
    status: 422,
    title: 'A configuration file is broken',
    advice: 'Mend the named line; the file is read again at the next call.',
  },
  insecure_address: {
    status: 422,
    title: 'An address is not safe to use',
    advice: 'Use https; plain http is for loopback addresses only.',
  },

  // Accounts and tokens.
  account_not_found: {
    status: 404,
    title: 'There is no such account',
    advice: 'List accounts with `tokenwell status`.',
  },
  account_ambiguous: { status: 409, title: 'Several accounts fit', advice: 'Name one: `--account`, or `?account=`.' },
  signed_out: {
    status: 409,
    title: 'Nobody is signed in',
    advice: 'Sign in: click the key in VS Code, or run `tokenwell login PROFILE`.',
  },
  scope_not_granted: {
    status: 409,
    title: 'The grant does not cover this scope',
    advice: 'Sign in again with a profile that asks for it.',
  },
  narrowing_refused: {
    status: 409,
    title: 'A narrower scope could damage this grant',
    advice:
      'Ask without a scope, or, if the server is known to allow it, set `narrowing` to `safe` in the profile and sign in again.',
  },
  // Long-lived tokens and applications.
  token_not_found: {
    status: 404,
    title: 'There is no such token',
    advice: 'List them with `tokenwell tokens list PROFILE`; it may have been revoked elsewhere.',
  },
  application_not_found: {
    status: 404,
    title: 'There is no such application',
    advice: 'List them with `tokenwell apps list PROFILE`; it may have been deleted elsewhere.',
  },
  action_not_supported: {
    status: 422,
    title: 'This server cannot do that',
    advice: '`tokenwell tokens kinds PROFILE` shows what it can do.',
  },
  not_permitted: {
    status: 403,
    title: 'The server does not let this user do that',
    advice: 'Ask whoever runs the server, or sign in as somebody who may.',
  },
  one_time_value_gone: {
    status: 410,
    title: 'This value was shown already, or its time is over',
    advice: 'It cannot be shown again: revoke the token and make another one.',
  },
  credentials_needed: {
    status: 422,
    title: 'The server wants a password for this',
    advice: 'Type it where you are asked; it is used for this and not stored.',
  },
  value_needed: {
    status: 422,
    title: 'The token itself is needed',
    advice: 'Only its value names it to the server: give it on standard input, or paste it where you are asked.',
  },

  store_locked: {
    status: 423,
    title: 'The secret store is locked',
    advice: '`tokenwell store status` says why and what to do; a passphrase is typed with `tokenwell store unlock`.',
  },
  deadline_exceeded: {
    status: 504,
    title: 'No token within the deadline',
    advice: 'Try again; `tokenwell status` shows what the daemon is waiting for.',
  },

  // Permissions.
  permission_required: {
    status: 403,
    title: 'This workspace needs your permission',
    advice: 'Answer the question in its VS Code window, or run `tokenwell permissions allow PROFILE`, then try again.',
  },
  permission_denied: {
    status: 403,
    title: 'This workspace may not have tokens of the account',
    advice: '`tokenwell permissions list` shows what was decided, and which folders are not trusted.',
  },
  permission_not_found: {
    status: 404,
    title: 'There is no such permission',
    advice: 'List them with `tokenwell permissions list`.',
  },

  // Sign-in.
  sign_in_not_found: {
    status: 404,
    title: 'There is no such sign-in',
    advice: 'It ended or was cancelled; start a new one.',
  },
  import_not_found: {
    status: 404,
    title: 'This is no longer held to be taken over',
    advice: 'Look for it again with `tokenwell import`.',
  },
  import_refused: {
    status: 422,
    title: 'It cannot be taken over',
    advice: 'Sign in anew: `tokenwell login PROFILE`.',
  },
  sign_in_denied: {
    status: 409,
    title: 'The sign-in was refused in the browser',
    advice: 'Start it again and approve it, with an account that may use this client.',
  },
  sign_in_expired: {
    status: 409,
    title: 'The sign-in took too long',
    advice: 'Start it again; the code is valid for a few minutes only.',
  },
  flow_not_supported: {
    status: 422,
    title: 'This server does not offer this way to sign in',
    advice: 'Choose another: `tokenwell login PROFILE --flow device|code|password|paste`.',
  },
  too_many_sign_ins: {
    status: 429,
    title: 'Too many sign-ins are under way',
    advice: 'Finish or cancel one of them first.',
  },

  // Authorization servers.
  authorization_server_unavailable: {
    status: 502,
    title: 'The authorization server cannot be reached or does not work',
    advice: 'Nothing is lost: the daemon goes on trying. Check the network and the proxy settings.',
  },
  authorization_server_refused: {
    status: 502,
    title: 'The authorization server refused the request',
    advice: 'Check the client id, its secret and its allowed grants with whoever runs the server.',
  },
  authorization_server_broken: {
    status: 502,
    title: 'The authorization server sent something that is not a valid answer',
    advice: 'Check that the issuer address is right; a proxy or a login page may be answering in its place.',
  },
  issuer_mismatch: {
    status: 502,
    title: 'The discovery document belongs to another issuer',
    advice: 'Write the issuer exactly as the server names itself, to the last slash (RFC 8414 §3.3).',
  },

  // Exports.
  export_not_configured: {
    status: 422,
    title: 'Nothing says where to export to, or with which credentials',
    advice: 'Log in with the tool of that place, or set its variables where you start this; docs/tokens.md has them.',
  },
  export_refused: {
    status: 502,
    title: 'The place that it was to be exported to refused it',
    advice: 'Log in there with an identity that may write, or choose another place.',
  },
  export_place_missing: {
    status: 502,
    title: 'There is no such place to export to',
    advice: 'Check its name, or have it made.',
  },
  export_unavailable: {
    status: 502,
    title: 'The place that it was to be exported to does not answer',
    advice: 'Check the address and the network, and try again.',
  },

  // The daemon itself.
  store_unavailable: {
    status: 503,
    title: 'The secret store does not answer',
    advice: 'Check free disk space and permissions of the state directory; `tokenwell daemon logs` tells more.',
  },
  store_damaged: {
    status: 500,
    title: 'The state database is damaged',
    advice: 'The last good copy lies beside it; docs/state.md says how to go back to it.',
  },
  store_mismatch: {
    status: 409,
    title: 'The state was sealed by another kind of store',
    advice: 'Set TOKENWELL_STORE back to the kind that the detail names.',
  },
  store_in_use: {
    status: 409,
    title: 'Sign-ins are sealed with the key',
    advice: 'Sign out of all accounts first; `tokenwell revoke-all` does.',
  },
  store_not_movable: {
    status: 409,
    title: 'The key cannot be moved there',
    advice: 'docs/state.md says which kinds of store there are.',
  },
  already_running: {
    status: 409,
    title: 'Another daemon holds this state',
    advice: 'Use it, or stop it with `tokenwell daemon stop`.',
  },
  runtime_directory_unsafe: {
    status: 500,
    title: 'The runtime directory cannot be trusted',
    advice: 'It must belong to you, be no symbolic link and be closed to everybody else; remove it and start again.',
  },
  handover_declined: {
    status: 409,
    title: 'The daemon will not hand over',
    advice:
      'It holds sign-ins in memory only, which would be lost. Stop it with `tokenwell daemon stop` to replace it.',
  },
  shutting_down: {
    status: 503,
    title: 'The daemon is ending',
    advice: 'Read the discovery file again and call its successor.',
  },
  internal_error: {
    status: 500,
    title: 'Tokenwell made a mistake',
    advice: 'Please report it with the lines around it in `tokenwell daemon logs`.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof table;

export const errorTable: Readonly<Record<ErrorCode, ErrorKind>> = table;

/** Extra members of a problem document (RFC 9457 §3.2). All are secret-free. */
export interface ErrorExtensions {
  /** Where a call got stuck or failed, e.g. `token endpoint of auth.example.org`. */
  hop?: string;
  /** Seconds until another try makes sense; also sent as `Retry-After`. */
  retryAfter?: number;
  /** The accounts that fit, where one must be named. */
  accounts?: { id: string; name: string }[];
  /** Methods that the address does take; sent as `Allow`. */
  allow?: string[];
}

/** An error for whoever called the daemon. `message` becomes the problem's `detail`: whole sentences, no secret. */
export class TokenwellError extends Error {
  readonly code: ErrorCode;
  readonly extensions: ErrorExtensions;

  constructor(code: ErrorCode, detail: string, extensions: ErrorExtensions = {}, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'TokenwellError';
    this.code = code;
    this.extensions = extensions;
  }

  get status(): number {
    return errorTable[this.code].status;
  }
}

/**
 * The last net below the rule that nothing secret is given to the log: whatever looks like a secret in a finished line is
 * struck out. The rule is what protects; this catches what a library put into an error's message.
 */

const struck = '[struck out]';

/**
 * `"refresh_token":"…"` in JSON, also where it is quoted once more inside a string; then the rest of that string goes too.
 * Runs of backslashes are bounded, so that a hostile line costs no more time than its length.
 */
const secretMember =
  /(\\{0,15}"(?:access_token|refresh_token|id_token|client_secret|client_assertion|device_code|code_verifier|code|password|passphrase|data_key|authorization|cookie|set-cookie)\\{0,15}"\s{0,8}:\s{0,8}\\{0,15}")(?:[^"\\]|\\.)+/gi;

/** `refresh_token=…` in a form or a query. */
const secretParameter =
  /\b((?:access_token|refresh_token|id_token|client_secret|client_assertion|device_code|code_verifier|password|code)=)[^&\s"'\\]+/gi;

/** `Bearer …` and `Basic …` as they stand in a header. */
const authorization = /\b(Bearer|Basic)(\s{1,8})[A-Za-z0-9._~+/=-]{8,}/gi;

/** A JSON Web Token (RFC 7519) or its encrypted kin, wherever it stands. */
const jsonWebToken = /\beyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){2,4}/g;

/** `http://user:password@proxy`: the password, and the name where it stands alone (some proxies take a key as the name). */
const addressPassword = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#@"'\\]{1,1024}@/gi;

/** The `code` of our own errors and of Node's is a word, not a secret. */
const errorCode = /^[A-Za-z_0-9]{1,40}$/;

export function redact(line: string): string {
  return line
    .replaceAll(secretMember, (whole, name: string) => {
      const value = whole.slice(name.length);
      return /"code\\*"/i.test(name) && errorCode.test(value) ? whole : `${name}${struck}`;
    })
    .replaceAll(secretParameter, `$1${struck}`)
    .replaceAll(addressPassword, `$1${struck}@`)
    .replaceAll(authorization, `$1$2${struck}`)
    .replaceAll(jsonWebToken, struck);
}

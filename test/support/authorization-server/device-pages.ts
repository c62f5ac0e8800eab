/** The pages of the device flow (RFC 8628 §3.3): type the code, compare it, approve or deny. */

import type { KoaContextWithOIDC } from 'oidc-provider';
import { approveOrDeny, escape, page, scopeList, whoChooser } from './pages.ts';

export function devicePages(issuer: string) {
  return {
    async userCodeInputSource(context: KoaContextWithOIDC, form: string, _out?: unknown, error?: Error) {
      if (error?.name === 'AbortedError') {
        context.body = page('Denied', issuer, '<p>Nothing was shared. You can close this page.</p>');
        return;
      }
      const problem = error
        ? '<p><strong>This code is not (or no longer) valid.</strong> Compare it with what you were shown, or start again there.</p>'
        : '<p>Type the code that you were shown.</p>';
      const button =
        '<div class="choices"><button class="approve" type="submit" form="op.deviceInputForm">Continue</button></div>';
      context.body = page('Connect a device', issuer, `${problem}${form}${button}`);
    },

    async userCodeConfirmSource(
      context: KoaContextWithOIDC,
      form: string,
      client: { clientId: string; clientName?: string | undefined },
      _deviceInfo: unknown,
      userCode: string,
    ) {
      const code = await context.oidc.provider.DeviceCode.findByUserCode(userCode.replace(/\W/g, ''));
      const scope = String((code as { params?: { scope?: string } } | undefined)?.params?.scope ?? '');
      context.body = page(
        'Sign in on this machine?',
        issuer,
        `<p><strong>${escape(client.clientName ?? client.clientId)}</strong> asks to be signed in. Go on only if you were shown this code:</p>
<div class="code">${escape(userCode)}</div>
<p>It will be able to:</p>${scopeList(scope)}
${form}${whoChooser('op.deviceConfirmForm')}${approveOrDeny('op.deviceConfirmForm')}`,
      );
    },

    async successSource(context: KoaContextWithOIDC) {
      context.body = page(
        'You are signed in',
        issuer,
        '<p>Go back to where you came from. You can close this page.</p>',
      );
    },
  };
}

/**
 * Who is it, and may the client have what it asks for: oidc-provider's login and consent prompts in one page.
 *
 * The device pages have asked already when they come here, and leave the answer in a cookie.
 */

import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { users } from './cast.ts';
import { approveOrDeny, escape, page, scopeList, whoChooser } from './pages.ts';

type Next = () => Promise<unknown>;
type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

const chosenUser = 'chosen_user';

export function signInPages(provider: Provider, issuer: string) {
  return async (context: KoaContextWithOIDC, next: Next): Promise<void> => {
    if (context.path.startsWith('/sign-in/')) return signIn(provider, issuer, context);
    await next();
    const body = context.oidc?.body as { as?: string } | undefined;
    if (context.oidc?.route === 'code_verification' && body?.as) context.cookies.set(chosenUser, body.as);
  };
}

async function signIn(provider: Provider, issuer: string, context: KoaContextWithOIDC): Promise<void> {
  const details = await provider.interactionDetails(context.req, context.res);
  const form = context.method === 'POST' ? await readForm(context) : null;
  if (form?.has('abort')) return finish(provider, context, { error: 'access_denied' });

  const user = form?.get('as') ?? context.cookies.get(chosenUser) ?? details.session?.accountId;
  if (!user || !users[user]) {
    context.type = 'html';
    context.body = question(issuer, details);
    return;
  }
  context.cookies.set(chosenUser, null);
  const grantId = await grantWhatIsAsked(provider, details, user);
  return finish(provider, context, { login: { accountId: user }, consent: { grantId } });
}

function finish(
  provider: Provider,
  context: KoaContextWithOIDC,
  result: Parameters<Provider['interactionFinished']>[2],
): Promise<void> {
  // oidc-provider writes the redirect to Node's response itself; koa must keep its hands off.
  context.respond = false;
  return provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: false });
}

async function grantWhatIsAsked(provider: Provider, details: Details, user: string): Promise<string> {
  const grant = new provider.Grant({ accountId: user, clientId: String(details.params.client_id) });
  const scope = String(details.params.scope ?? '');
  if (scope) grant.addOIDCScope(scope);
  for (const resource of [details.params.resource ?? []].flat()) grant.addResourceScope(String(resource), scope);
  return grant.save();
}

function question(issuer: string, details: Details): string {
  return page(
    'Sign in',
    issuer,
    `<p><strong>${escape(String(details.params.client_id))}</strong> asks to be allowed to:</p>
${scopeList(String(details.params.scope ?? ''))}
<form id="sign-in" method="post" action="/sign-in/${escape(details.uid)}"></form>
${whoChooser('sign-in')}${approveOrDeny('sign-in')}`,
  );
}

async function readForm(context: KoaContextWithOIDC): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of context.req) text += chunk;
  return new URLSearchParams(text);
}

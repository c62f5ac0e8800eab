/** Each fault must do to a client what it says. */

import assert from 'node:assert/strict';
import {
  type AuthorizationServer,
  dateSkew,
  dropAnswer,
  dropRequest,
  endless,
  freeze,
  garbage,
  gate,
  holdAnswer,
  holdRequest,
  html,
  rewrite,
  slowDown,
  startAuthorizationServer,
  status,
} from '../authorization-server.ts';
import { assertRefused, bytesRead, pollOnce, refresh, signIn, startDevice } from './direct-client.ts';

describe('the fault layer of the authorization server', () => {
  let server: AuthorizationServer;
  const start = async () => {
    server = await startAuthorizationServer();
    return server;
  };
  afterEach(() => server.close());

  it('drops the answer after the server has rotated', async () => {
    const session = await signIn(await start());
    server.faults.next('refresh', dropAnswer());
    await assert.rejects(refresh(session, session.refreshToken));
    assert.equal((await server.log.finished('refresh')).outcome, 'cut');
    await assertRefused(session, session.refreshToken);
    assert.equal(server.reuses(), 1);
  });

  it('drops the request before the server has heard it', async () => {
    const session = await signIn(await start());
    server.faults.next('refresh', dropRequest());
    await assert.rejects(refresh(session, session.refreshToken));
    assert.ok((await refresh(session, session.refreshToken)).access_token);
  });

  it('holds a request, or only its answer, until a gate opens', async () => {
    const session = await signIn(await start());
    const [first, second] = [gate(), gate()];
    server.faults.next('refresh', holdRequest(first.opened), holdAnswer(second.opened));
    const held = refresh(session, session.refreshToken);
    assert.equal((await server.log.arrived('refresh')).outcome, 'waiting');
    first.open();
    const { refresh_token } = await held;
    const heldAnswer = refresh(session, refresh_token as string);
    await server.log.arrived('refresh', 2);
    second.open();
    assert.ok((await heldAnswer).access_token);
  });

  it('answers with errors, pages, garbage and an endless body', async () => {
    await start();
    const url = `${server.issuer}/.well-known/openid-configuration`;
    server.faults.next('discovery', status(503, { retryAfter: 7 }), html(), garbage(), endless());
    const busy = await fetch(url);
    assert.deepEqual([busy.status, busy.headers.get('retry-after')], [503, '7']);
    assert.match(await (await fetch(url)).text(), /hotel/);
    await assert.rejects((await fetch(url)).json(), SyntaxError);
    assert.ok((await bytesRead(await fetch(url), 1_000_000)) >= 1_000_000);
    assert.equal((await fetch(url)).status, 200);
  });

  it('freezes until faults are cleared and leaves other endpoints alone', async () => {
    await start();
    server.faults.always('token', freeze());
    const stuck = new AbortController();
    const request = fetch(`${server.issuer}/token`, { method: 'POST', signal: stuck.signal });
    await server.log.arrived('token');
    assert.equal((await fetch(`${server.issuer}/jwks`)).status, 200);
    stuck.abort();
    await assert.rejects(request, { name: 'AbortError' });
    server.faults.clear();
    assert.equal((await fetch(`${server.issuer}/token`, { method: 'POST' })).status, 400);
  });

  it('says slow_down, rewrites a body and skews the Date', async () => {
    await start();
    server.faults.next('poll', slowDown(), slowDown());
    const { device } = await startDevice(server);
    assert.equal(await pollOnce(server, device.device_code), 'slow_down');
    assert.equal(await pollOnce(server, device.device_code), 'slow_down');
    assert.equal(await pollOnce(server, device.device_code), 'authorization_pending');

    server.faults.next(
      'jwks',
      rewrite((body) => ({ ...body, expires_in: '15' })),
      dateSkew(-86_400),
    );
    assert.equal(((await (await fetch(`${server.issuer}/jwks`)).json()) as { expires_in: string }).expires_in, '15');
    const date = Date.parse((await fetch(`${server.issuer}/jwks`)).headers.get('date') ?? '');
    assert.ok(date < Date.now() - 80_000_000);
  });
});

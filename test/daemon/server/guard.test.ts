import assert from 'node:assert/strict';
import { type Call, type Door, guard, servedOverTcp } from '../../../daemon/server/guard.ts';
import { routeTable } from '../../../daemon/server/route-table.ts';

const tcp: Door = { hosts: new Set(['127.0.0.1:4711', 'localhost:4711']), keyRequired: true, servesEverything: false };
const owner: Door = { hosts: null, keyRequired: false, servesEverything: true };
const key = 'canary-client-key';

function judge(door: Door, target: string, rawHeaders: string[], method = 'GET'): string {
  const call: Call = { method, target, rawHeaders };
  return guard(call, door, (shown) => shown === key, 1000)?.code ?? 'let in';
}

const good = ['Host', '127.0.0.1:4711', 'Authorization', `Bearer ${key}`];

describe('the guard', () => {
  it('lets a caller with the right Host and a client key in over TCP', () => {
    assert.equal(judge(tcp, '/v1/token/lab', good), 'let in');
    assert.equal(judge(tcp, '/v1/health', ['host', 'LOCALHOST:4711', 'authorization', `bearer ${key}`]), 'let in');
  });

  it('lets any single plain Host in on the owner socket, without a key', () => {
    for (const host of ['tokenwell', 'localhost', '127.0.0.1:4711', 'a.b-c']) {
      assert.equal(judge(owner, '/v1/accounts', ['Host', host]), 'let in', host);
    }
  });

  it('refuses a Host that is missing, doubled, or no plain name, at both doors', () => {
    for (const door of [tcp, owner]) {
      assert.equal(judge(door, '/v1/health', good.slice(2)), 'host_refused');
      assert.equal(judge(door, '/v1/health', [...good, 'HOST', '127.0.0.1:4711']), 'host_refused');
      for (const host of ['', 'localhost.', 'a b', 'user@localhost', '[::1]:4711', 'localhost:', 'x:123456']) {
        assert.equal(judge(door, '/v1/health', ['Host', host, ...good.slice(2)]), 'host_refused', host);
      }
    }
  });

  it('refuses another name or port over TCP', () => {
    for (const host of [
      'rebind.example',
      'rebind.example:4711',
      '127.0.0.1',
      '127.0.0.1:80',
      'localhost.:4711',
      '127.1:4711',
    ]) {
      assert.equal(judge(tcp, '/v1/token/lab', ['Host', host, ...good.slice(2)]), 'host_refused', host);
    }
  });

  it('refuses every target that is no path, at both doors', () => {
    for (const target of ['http://127.0.0.1:4711/v1/health', '*', '127.0.0.1:4711', '']) {
      assert.equal(judge(tcp, target, good), 'host_refused', target);
      assert.equal(judge(owner, target, good), 'host_refused', target);
    }
  });

  it('refuses whatever a browser marks as its own, at both doors', () => {
    const marks = [
      ['Origin', 'null'],
      ['Origin', ''],
      ['ORIGIN', 'http://127.0.0.1:4711'],
      ['Sec-Fetch-Site', 'none'],
      ['Sec-Fetch-Site', 'same-origin'],
      ['sec-fetch-mode', 'navigate'],
    ];
    for (const mark of marks) {
      assert.equal(judge(tcp, '/v1/token/lab', [...good, ...mark]), 'browser_refused', mark.join());
      assert.equal(judge(owner, '/v1/token/lab', [...good, ...mark]), 'browser_refused', mark.join());
    }
  });

  it('asks for exactly one well-formed key over TCP', () => {
    const host = good.slice(0, 2);
    assert.equal(judge(tcp, '/v1/token/lab', host), 'client_key_required');
    for (const shown of [
      'canary-wrong',
      '',
      `Basic ${key}`,
      key,
      `Bearer ${key} `,
      `Bearer  ${key}`,
      `Bearer ${key},${key}`,
    ]) {
      assert.equal(judge(tcp, '/v1/token/lab', [...host, 'Authorization', shown]), 'client_key_wrong', shown);
    }
    assert.equal(judge(tcp, '/v1/token/lab', [...good, 'Authorization', `Bearer ${key}`]), 'client_key_wrong');
  });

  it('answers the proof over TCP without a key, and nothing else', () => {
    const host = good.slice(0, 2);
    assert.equal(judge(tcp, '/v1/proof?nonce=1', host), 'let in');
    for (const target of ['/v1/proofs', '/v1/proof/', '//v1/proof', '/V1/proof', '/v1/accounts', '/?/v1/proof']) {
      assert.equal(judge(tcp, target, host), 'client_key_required', target);
    }
  });

  it('serves over TCP what the route table says, and nothing else', () => {
    for (const route of routeTable) {
      const path = route.path.replace(/\{\w+\}/g, 'lab');
      assert.equal(servedOverTcp(path), route.tcp === true, path);
      assert.equal(judge(tcp, path, good), route.tcp ? 'let in' : 'owner_socket_only', path);
    }
  });

  it('refuses every upgrade over TCP', () => {
    assert.equal(judge(tcp, '/v1/health', [...good, 'Upgrade', 'websocket']), 'upgrade_refused');
  });

  it('takes JSON bodies within the size, and only where a body has a meaning', () => {
    const host = ['Host', 'tokenwell'];
    const json = ['Content-Type', 'application/json; charset=utf-8'];
    assert.equal(judge(owner, '/v1/sign-ins', [...host, ...json, 'Content-Length', '10'], 'POST'), 'let in');
    assert.equal(judge(owner, '/v1/sign-ins', [...host, ...json, 'Transfer-Encoding', 'chunked'], 'POST'), 'let in');
    assert.equal(judge(owner, '/v1/revoke-all', host, 'POST'), 'let in');
    assert.equal(
      judge(owner, '/v1/sign-ins', [...host, ...json, 'Content-Length', '1001'], 'POST'),
      'request_too_large',
    );
    for (const type of [
      [],
      ['Content-Type', 'text/plain'],
      ['Content-Type', 'application/jsonp'],
      [...json, ...json],
    ]) {
      const verdict = judge(owner, '/v1/sign-ins', [...host, ...type, 'Content-Length', '10'], 'POST');
      assert.equal(verdict, 'unsupported_media_type', type.join());
    }
    assert.equal(judge(owner, '/v1/health', [...host, ...json, 'Content-Length', '10']), 'bad_request');
    assert.equal(judge(owner, '/v1/health', [...host, ...json, 'Transfer-Encoding', 'chunked']), 'bad_request');
  });
});

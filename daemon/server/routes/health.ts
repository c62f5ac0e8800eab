/** Who this daemon is: for anyone with a key, and the proof for those who want to know before they show theirs. */

import type { Express } from 'express';
import { type HealthResponse, type ProofResponse, proofQuery } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import { proofOf } from '../proof.ts';
import type { ServerContext } from '../server-context.ts';
import { validated } from '../validation.ts';

export function healthRoutes(application: Express, { services, keys, port, uptime }: ServerContext): void {
  application.get('/v1/health', (_request, response) => {
    const { kind, state } = services.store.status();
    response.json({
      status: 'ok',
      version: services.lifecycle.version,
      pid: process.pid,
      start_id: services.lifecycle.startId,
      uptime: uptime(),
      store: { kind, state },
    } satisfies HealthResponse);
  });

  application.get('/v1/proof', (request, response) => {
    const query = validated(proofQuery, request.query, 'parameter');
    const key = keys.find(query.key_id);
    if (key === undefined)
      throw new TokenwellError('client_key_wrong', 'There is no client key of this id. Read the key file again.');
    const { startId } = services.lifecycle;
    const tcpPort = port() ?? 0;
    response.json({
      proof: proofOf(key, query.nonce, tcpPort, startId),
      port: tcpPort,
      start_id: startId,
    } satisfies ProofResponse);
  });
}

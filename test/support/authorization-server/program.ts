/** The authorization server as a program: `program.ts OPTIONS`. Its parent, `../server-process.ts`, calls it over IPC. */

import { ClientSecretBasic } from 'openid-client';
import { type Settings, startAuthorizationServer } from '../authorization-server.ts';
import { signIn } from './direct-client.ts';

const server = await startAuthorizationServer(JSON.parse(process.argv[2] ?? '{}'));

const calls = {
  async authorize(authorizationUri: string, options?: { as?: string; deny?: boolean }): Promise<string> {
    return (await server.authorize(authorizationUri, options)).href;
  },

  async refreshToken(): Promise<string> {
    const { clientId, clientSecret } = server.clients.secret;
    return (await signIn(server, {}, clientId, ClientSecretBasic(clientSecret))).refreshToken;
  },

  async refreshes(clientId: string): Promise<number> {
    return server.log.of('refresh').filter((request) => request.clientId === clientId).length;
  },

  async change(settings: Partial<Settings>): Promise<void> {
    Object.assign(server.settings, settings);
  },
};

export type Calls = typeof calls;

interface Call {
  id: number;
  name: keyof Calls;
  parameters: unknown[];
}

process.on('message', async ({ id, name, parameters }: Call) => {
  try {
    const answer = await (calls[name] as (...list: unknown[]) => Promise<unknown>)(...parameters);
    process.send?.({ id, answer });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ issuer: server.issuer, clientId: server.clientId, clients: server.clients });

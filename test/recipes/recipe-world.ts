/** A daemon with alice on `lab`, and a server of example.org for the recipes that need programs of their own. */

import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { type RecipeApi, startRecipeApi } from '../support/recipe-api.ts';
import { signIn } from '../support/sign-in.ts';

export interface RecipeWorld {
  daemon: TestDaemon;
  server: AuthorizationServer;
  api: RecipeApi;
  end(): Promise<void>;
}

export async function startRecipeWorld(content?: Parameters<typeof startRecipeApi>[1]): Promise<RecipeWorld> {
  const server = await startAuthorizationServer();
  const profile = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
  const daemon = await startTestDaemon({ profiles: { lab: profile } });
  await signIn(daemon, server);
  const api = await startRecipeApi(daemon, content);
  return {
    ...{ daemon, server, api },
    async end() {
      api.close();
      await daemon.close();
      await server.close();
    },
  };
}

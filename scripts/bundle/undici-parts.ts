/**
 * Leaves out of the bundle what the daemon does not use of undici: its mocks, caches, sockets for the web and its second
 * HTTP parser, which are more than a quarter of the daemon.
 */

import type { Plugin } from 'esbuild';

/** What `daemon/providers/` imports of it; whoever imports more adds it here. */
const parts = [
  "module.exports.fetch = require('./lib/web/fetch/index.js').fetch;",
  "module.exports.Agent = require('./lib/dispatcher/agent.js');",
  "module.exports.EnvHttpProxyAgent = require('./lib/dispatcher/env-http-proxy-agent.js');",
  // undici gives its dispatchers their methods in the file that this replaces; a tunnel through a proxy is opened by this one.
  "require('./lib/dispatcher/dispatcher.js').prototype.connect = require('./lib/api/api-connect.js');",
  "module.exports.DecoratorHandler = require('./lib/handler/decorator-handler.js');",
];

export const undiciParts: Plugin = {
  name: 'undici-parts',
  setup(build) {
    build.onLoad({ filter: /[\\/]undici[\\/]index\.js$/ }, () => ({ contents: parts.join('\n') }));
    // undici falls back to the plain parser where this one cannot be loaded; for a token a second both are the same.
    build.onLoad({ filter: /[\\/]llhttp_simd-wasm\.js$/ }, () => ({ contents: "throw new Error('left out');" }));
  },
};

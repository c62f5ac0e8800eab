/** Leaves out of the bundles what packages bring along and nothing of ours ever calls. */

import type { Plugin } from 'esbuild';

const files = [
  // Express's extended query parser and its forms: the daemon takes simple queries, and bodies in JSON.
  /[\\/]qs[\\/]lib[\\/]index\.js$/,
  // Files for browsers.
  /[\\/]send[\\/]index\.js$/,
  // QR codes as PNG: ours are text or SVG.
  /[\\/]qrcode[\\/]lib[\\/]renderer[\\/]png\.js$/,
  // Logs that are written by a thread of their own: the daemon's is a file that it writes itself.
  /[\\/]pino[\\/]lib[\\/]transport\.js$/,
];

export const leftOut: Plugin = {
  name: 'left-out',
  setup(build) {
    for (const filter of files) build.onLoad({ filter }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * A flood, in a process of its own: `node test/support/flood.ts PORT COUNT [HEAD]` opens that many connections, sends HEAD
 * on each (nothing by default) and keeps them. It says `flooded` once all were tried, and ends when its input ends.
 */

import { connect } from 'node:net';

const [, , port, count, head = ''] = process.argv;
let open = 0;
let tried = 0;

/** A number of lanes that each open one connection after the other; thousands at once would only fill the backlog. */
async function lane(): Promise<void> {
  while (tried < Number(count)) {
    tried++;
    await new Promise<void>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: Number(port) });
      socket.on('connect', () => {
        open++;
        if (head !== '') socket.write(head.replaceAll('\\r\\n', '\r\n'));
        resolve();
      });
      socket.on('error', () => resolve());
      socket.on('data', () => {});
    });
  }
}

await Promise.all(Array.from({ length: 200 }, lane));
console.log(`flooded ${open}`);
process.stdin.resume().on('end', () => process.exit(0));

/** All that the machine with the extension sends to the person's browser: messages to webviews, the clipboard, the log. */

import type { Window } from './window.ts';

export interface Wire {
  /** So far. */
  received(): string;
}

/** From now on; loads the window anew, as what is connected already cannot be listened to. */
export async function listenToWire(window: Window): Promise<Wire> {
  const frames: string[] = [];
  window.page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString('latin1')));
  });
  await window.reload();
  return { received: () => frames.join('') };
}

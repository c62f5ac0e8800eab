/** The other side: it is asked, and tells. Of what it told nothing is kept between two loads of the page. */

import type { ToHost, Wish } from '../messages-to-host.ts';
import { type Answer, type Problem, type ToView, toView } from '../messages-to-view.ts';
import type { Chosen } from './navigation.ts';
import type { Order } from './token-table.ts';

/** For the next load of the page: where the person was, and how they had sorted tokens. */
interface Remembered {
  chosen?: Chosen;
  order?: Order;
}

/** Its state outlives a page that is hidden, not a panel that is closed. */
declare function acquireVsCodeApi(): {
  postMessage(message: ToHost): void;
  getState(): Remembered | null | undefined;
  setState(state: Remembered): void;
};

const api = acquireVsCodeApi();
const asked = new Map<number, (outcome: Outcome) => void>();
let count = 0;

export type Outcome = { answer: Answer; problem: null } | { answer: null; problem: Problem };

export function ask(wish: Wish): Promise<Outcome> {
  const id = ++count;
  return new Promise((resolve) => {
    asked.set(id, resolve);
    api.postMessage({ type: 'wish', id, wish });
  });
}

export function remember(part: Remembered): void {
  api.setState({ ...api.getState(), ...part });
}

export function remembered(): Remembered {
  return api.getState() ?? {};
}

export function listen(take: (message: Exclude<ToView, { type: 'answer' }>) => void): void {
  window.addEventListener('message', ({ data }) => {
    const read = toView.safeParse(data);
    if (!read.success) return;
    const message = read.data;
    if (message.type !== 'answer') return take(message);
    const { id, answer, problem } = message;
    if (answer) asked.get(id)?.({ answer, problem: null });
    else if (problem) asked.get(id)?.({ answer: null, problem });
    asked.delete(id);
  });
  api.postMessage({ type: 'ready' });
}

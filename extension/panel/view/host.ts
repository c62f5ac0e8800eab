/** The other side: it is asked, and tells. Nothing of it is kept between two loads of the page. */

import type { ToHost, Wish } from '../messages-to-host.ts';
import { type Answer, type Problem, type ToView, toView } from '../messages-to-view.ts';

declare function acquireVsCodeApi(): { postMessage(message: ToHost): void };

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

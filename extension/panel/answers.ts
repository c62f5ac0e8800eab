/** Answers to the view's wishes. */

import type { Answer } from './messages-to-view.ts';

const nothing: Answer = { words: null, good: true, parts: null, subscriptions: null, targets: null };

/** There is nothing to say: what was done is seen, or the person turned away. */
export const silence = (): Answer => nothing;

export const said = (words: string): Answer => ({ ...nothing, words });

/** It was done, and did not go well. */
export const warned = (words: string): Answer => ({ ...nothing, words, good: false });

export const showing = (parts: Answer['parts']): Answer => ({ ...nothing, parts });

export const listing = (subscriptions: Answer['subscriptions']): Answer => ({ ...nothing, subscriptions });

export const offering = (targets: Answer['targets']): Answer => ({ ...nothing, targets });

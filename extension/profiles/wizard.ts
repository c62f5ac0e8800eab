/** A row of questions in VS Code's own input boxes, with a way back. What was answered stays when one goes back. */

import * as vscode from 'vscode';

export type Move = 'next' | 'back' | 'cancel';

/** Where a question stands in its row; shown as "2/5". */
export interface Frame {
  title: string;
  step: number;
  totalSteps: number;
  hasBack: boolean;
}

export type Question = (frame: Frame) => Promise<Move>;

/** Whether all were answered. `back` is called where somebody goes back from the first; without it one cannot. */
export async function askInTurn(title: string, questions: Question[], back?: () => void): Promise<boolean> {
  let at = 0;
  while (at < questions.length) {
    const question = questions[at] as Question;
    const hasBack = at > 0 || back !== undefined;
    const move = await question({ title, step: at + 1, totalSteps: questions.length, hasBack });
    if (move === 'cancel') return false;
    at += move === 'next' ? 1 : -1;
    if (at >= 0) continue;
    back?.();
    return false;
  }
  return true;
}

export interface TextQuestion {
  prompt: string;
  value: string;
  placeholder?: string;
  /** Shown as dots, and taken with its spaces. */
  isSecret?: boolean;
  /** Takes the answer; returns words where it cannot be taken. Meanwhile the box is busy. */
  take(value: string): Promise<string | undefined>;
}

export function askText(
  frame: Frame,
  { prompt, value, placeholder, isSecret = false, take }: TextQuestion,
): Promise<Move> {
  const box = vscode.window.createInputBox();
  Object.assign(box, shown(frame), { prompt, value, placeholder, password: isSecret, ignoreFocusOut: true });
  box.onDidChangeValue(() => {
    box.validationMessage = undefined;
  });
  return ask(box, frame, async () => {
    Object.assign(box, { busy: true, enabled: false, validationMessage: undefined });
    const words = await take(isSecret ? box.value : box.value.trim()).catch((error: Error) => error.message);
    Object.assign(box, { busy: false, enabled: true, validationMessage: words });
    return words === undefined;
  });
}

export interface ChoiceQuestion<Item extends vscode.QuickPickItem> {
  placeholder: string;
  items: Item[];
  selected: Item[];
  many: boolean;
  /** More items for what was typed. */
  itemsFor?: (typed: string) => Item[];
  take(selected: readonly Item[]): void;
}

export function askChoice<Item extends vscode.QuickPickItem>(
  frame: Frame,
  { placeholder, items, selected, many, itemsFor, take }: ChoiceQuestion<Item>,
): Promise<Move> {
  const picker = vscode.window.createQuickPick<Item>();
  Object.assign(picker, shown(frame), {
    placeholder,
    items,
    canSelectMany: many,
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  if (many) picker.selectedItems = selected;
  else picker.activeItems = selected;
  if (itemsFor) {
    picker.onDidChangeValue((typed) => {
      const kept = picker.selectedItems;
      const missing = kept.filter((item) => !items.includes(item));
      picker.items = [...itemsFor(typed), ...missing, ...items];
      picker.selectedItems = kept;
    });
  }
  return ask(picker, frame, async () => {
    take(picker.selectedItems);
    return true;
  });
}

/** "1/1" tells nobody anything. */
function shown({ title, step, totalSteps }: Frame): Partial<Frame> {
  return totalSteps === 1 ? { title } : { title, step, totalSteps };
}

/** `accept` tells whether the answer was taken. */
function ask(input: vscode.QuickInput & Acceptable, { hasBack }: Frame, accept: () => Promise<boolean>): Promise<Move> {
  if (hasBack) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const finish = (move: Move) => {
      resolve(move);
      input.dispose();
    };
    input.onDidAccept(async () => {
      if (await accept()) finish('next');
    });
    input.onDidTriggerButton(() => finish('back'));
    input.onDidHide(() => finish('cancel'));
    input.show();
  });
}

interface Acceptable {
  buttons: readonly vscode.QuickInputButton[];
  onDidAccept: vscode.Event<void>;
  onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

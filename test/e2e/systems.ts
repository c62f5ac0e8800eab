/** A system by clicks: "Add a profile…", its questions, and the sign-in with a password that follows. */

import { panelOf, type TokenPanel } from '../support/vscode/parts/token-panel.ts';
import type { VSCode, Window } from '../support/vscode.ts';

export interface Answers {
  /** As it is called in the list. */
  system: string;
  /** What is asked, and what is typed; null takes what is proposed. */
  questions: [question: RegExp, answer: string | null][];
}

/** Resolves in front of the sign-in. */
export async function addSystem(window: Window, { system, questions }: Answers): Promise<void> {
  await window.palette.run('Tokenwell: Add a Profile');
  await window.quickPick.choose(system);
  for (const [question, answer] of questions) {
    await window.inputBox.asks(question);
    if (answer !== null) await window.inputBox.type(answer);
    await window.inputBox.accept();
  }
}

export async function typeCredentials(window: Window, user: string, password: string): Promise<void> {
  await window.inputBox.answer('User name', user);
  await window.inputBox.answer(`Password of ${user}`, password);
}

/** The account that is signed in on this profile, in the panel of a new window. */
export async function openPanel(vscode: VSCode): Promise<{ window: Window; panel: TokenPanel }> {
  const window = await vscode.openWindow();
  return { window, panel: await panelOf(window) };
}

/** Axe's rules hold, and pictures are taken, dark, light and narrow. */
export async function looksWell(window: Window, panel: TokenPanel, name: string): Promise<string[]> {
  const broken: string[] = [];
  await window.picture(name);
  for (const colorScheme of ['dark', 'light'] as const) {
    await window.page.emulateMedia({ colorScheme });
    broken.push(...(await panel.violations()));
  }
  const size = window.page.viewportSize() ?? { width: 1280, height: 800 };
  await window.page.setViewportSize({ width: 420, height: 900 });
  await window.picture(`${name}-narrow`);
  broken.push(...(await panel.violations()));
  await window.page.setViewportSize(size);
  return broken;
}

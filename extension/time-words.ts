/** Times as people say them. */

import * as vscode from 'vscode';

/** Of the machine, where it is of VS Code's language: British English, say. */
const machine = Intl.DateTimeFormat().resolvedOptions().locale;
const isOfOneLanguage = machine.split('-')[0] === vscode.env.language.split('-')[0];
const locale = isOfOneLanguage ? machine : vscode.env.language;

/** `6 days`, `3 h`, `10 min`: never more than what is left. */
export function timeLeft(seconds: number): string {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  if (minutes < 60) return vscode.l10n.t('{0} min', minutes);
  if (minutes < 48 * 60) return vscode.l10n.t('{0} h', Math.floor(minutes / 60));
  return vscode.l10n.t('{0} days', Math.floor(minutes / (24 * 60)));
}

/** `10:42`, with the day where it is another one. */
export function timeOfDay(seconds: number | null): string {
  if (seconds === null) return '?';
  const time = new Date(seconds * 1000);
  const isToday = time.toDateString() === new Date().toDateString();
  const day: Intl.DateTimeFormatOptions = isToday ? {} : { month: 'short', day: 'numeric' };
  return time.toLocaleString(locale, { ...day, hour: 'numeric', minute: '2-digit' });
}

/** `Nov 30, 2026, 10:42 AM`, for what may be far away. */
export function dayAndTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}

/** `4:07`. */
export function countdown(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** What a person sees in the browser: plain pages, no script, nothing loaded from elsewhere. */

import { users } from './cast.ts';

const style = `
  :root { color-scheme: light dark; --accent: #2f6f5e; --line: color-mix(in srgb, currentColor 18%, transparent); }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
    font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; background: light-dark(#f3f5f4, #17201d); }
  main { width: min(27rem, 100%); padding: 2rem; border-radius: 14px; background: light-dark(#fff, #202b27);
    border: 1px solid var(--line); box-shadow: 0 8px 30px rgb(0 0 0 / .08); }
  h1 { margin: 0 0 .25rem; font-size: 1.35rem; }
  .host { margin: 0 0 1.25rem; opacity: .7; overflow-wrap: anywhere; }
  .code { margin: 1.25rem 0; padding: .8rem; border-radius: 10px; border: 1px dashed var(--line); text-align: center;
    font: 600 1.9rem/1.2 ui-monospace, "DejaVu Sans Mono", monospace; letter-spacing: .12em; }
  ul { margin: .25rem 0 1.25rem; padding-left: 1.2rem; }
  fieldset { margin: 0 0 1.5rem; padding: .5rem 1rem .75rem; border: 1px solid var(--line); border-radius: 10px; }
  label { display: block; padding: .2rem 0; }
  input[type=text] { width: 100%; margin: 1rem 0; padding: .7rem; font: inherit; text-align: center;
    text-transform: uppercase; letter-spacing: .1em; border: 1px solid var(--line); border-radius: 10px; }
  .choices { display: flex; gap: .75rem; }
  button { flex: 1; padding: .75rem 1rem; font: inherit; font-weight: 600; border-radius: 10px; cursor: pointer;
    border: 1px solid var(--line); background: none; color: inherit; }
  button.approve { background: var(--accent); border-color: var(--accent); color: #fff; }
  button:focus-visible, input:focus-visible { outline: 3px solid color-mix(in srgb, var(--accent) 55%, transparent);
    outline-offset: 2px; }`;

export function page(title: string, issuer: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${style}</style></head>
<body><main><h1>${escape(title)}</h1><p class="host">${escape(new URL(issuer).host)} · demo sign-in server</p>
${body}
</main></body></html>`;
}

const wishes: Record<string, string> = {
  openid: 'know who you are',
  profile: 'see your name',
  email: 'see your e-mail address',
  offline_access: 'stay signed in while you are away',
};

/** What the client asks for, in words where there are words. */
export function scopeList(scope: string): string {
  const items = scope.split(' ').filter(Boolean);
  return `<ul>${items.map((item) => `<li>${escape(wishes[item] ?? item)}</li>`).join('')}</ul>`;
}

/** `form` is the id of the form to which the controls belong. */
export function whoChooser(form: string): string {
  const choices = Object.entries(users).map(
    ([id, user], index) =>
      `<label><input type="radio" name="as" value="${id}" form="${form}"${index === 0 ? ' checked' : ''}> ${escape(user.name)}</label>`,
  );
  return `<fieldset><legend>You are</legend>${choices.join('')}</fieldset>`;
}

export function approveOrDeny(form: string): string {
  return `<div class="choices">
<button type="submit" class="approve" form="${form}" name="approve" value="yes" autofocus>Approve</button>
<button type="submit" form="${form}" name="abort" value="yes">Deny</button></div>`;
}

export function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

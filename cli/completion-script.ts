/** Completion scripts, written from the commands as commander knows them. */

import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A place on the command line: after `tokenwell profile`, say. */
interface Place {
  /** Words so far, without `tokenwell`: `profile show`. */
  words: string;
  commands: { name: string; about: string }[];
  options: { flag: string; about: string; values: readonly string[] | undefined }[];
  /** The names of profiles come here. */
  takesProfile: boolean;
}

export function completionScript(program: Command, shell: Shell): string {
  const places = placesOf(program, '');
  if (shell === 'fish') return fish(places);
  const bash = bashFunction(places);
  if (shell === 'bash') return `${bash}\ncomplete -o default -F _tokenwell tokenwell`;
  // zsh runs bash's completions as they are.
  return `autoload -U +X bashcompinit && bashcompinit\n${bash}\ncomplete -o default -F _tokenwell tokenwell`;
}

function placesOf(command: Command, words: string): Place[] {
  const place: Place = {
    words,
    commands: command.commands.map((child) => ({ name: child.name(), about: child.summary() || child.description() })),
    options: command.options.map(({ long, short, description, argChoices }) => ({
      flag: long ?? short ?? '',
      about: description,
      values: argChoices,
    })),
    takesProfile: takesProfile(command),
  };
  const below = command.commands.flatMap((child) => placesOf(child, `${words} ${child.name()}`.trim()));
  return [place, ...below];
}

function takesProfile(command: Command): boolean {
  const isNew = command.name() === 'add';
  return !isNew && command.registeredArguments.some((argument) => ['profile', 'name'].includes(argument.name()));
}

function bashFunction(places: Place[]): string {
  const cases = places.map(({ words, commands, options, takesProfile: profiles }) => {
    const fixed = [...commands.map(({ name }) => name), ...options.map(({ flag }) => flag), '--help'].join(' ');
    const names = profiles ? ' $(tokenwell profile list --names 2>/dev/null)' : '';
    return `    '${words}') candidates="${fixed}${names}" ;;`;
  });
  const values = places.flatMap(({ words, options }) =>
    options
      .filter((option) => option.values)
      .map((option) => `    '${words} ${option.flag}') candidates="${option.values?.join(' ')}" ;;`),
  );
  const known = places.filter(({ words }) => words).map(({ words }) => `'${words}'`);
  return `_tokenwell() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" word candidates=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${known.join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  case "$path $previous" in
${values.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}`;
}

function fish(places: Place[]): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = places.flatMap(({ words, commands, options, takesProfile: profiles }) => {
    const depth = words === '' ? 0 : words.split(' ').length;
    const seen =
      words === ''
        ? 'true'
        : words
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    const here =
      depth === 0
        ? '__fish_use_subcommand'
        : `${seen}; and not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ') || '""'}`;
    return [
      ...commands.map(({ name, about }) => `complete -c tokenwell -n ${quote(here)} -a ${name} -d ${quote(about)}`),
      ...options.map(({ flag, about, values }) => {
        const choices = values ? ` -x -a ${quote(values.join(' '))}` : '';
        return `complete -c tokenwell -n ${quote(seen)} -l ${flag.replace(/^--/, '')} -d ${quote(about)}${choices}`;
      }),
      ...(profiles
        ? [`complete -c tokenwell -n ${quote(seen)} -a '(tokenwell profile list --names 2>/dev/null)'`]
        : []),
    ];
  });
  return ['complete -c tokenwell -f', ...lines].join('\n');
}

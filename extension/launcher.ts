/** The `tokenwell` command for terminals: the launcher in `bin/`, with the paths of this VS Code in it. */

/** What runs everything that the launcher does not do itself. */
interface CommandProper {
  /** A Node, or VS Code's own runtime. */
  node: string;
  /** `cli.mjs`. */
  program: string;
}

/** Throws where the launcher has no place for the paths. */
export function fillIn(launcher: string, { node, program }: CommandProper): string {
  return setLine(setLine(launcher, 'tokenwell_node=', node), 'tokenwell_program=', program);
}

function setLine(text: string, line: string, path: string): string {
  if (!text.includes(`\n${line}\n`)) throw new Error(`The launcher has no line \`${line}\`.`);
  return text.replace(`\n${line}\n`, () => `\n${line}${quote(path)}\n`);
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

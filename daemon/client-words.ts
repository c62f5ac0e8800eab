/** What a program says of itself in its `Tokenwell-Client` header: `NAME pid=… cwd=… workspace=… window=…`. */

export interface ClientWords {
  /** Program. */
  name: string | null;
  pid: number | null;
  cwd: string | null;
  /** Folder of the workspace that its terminal or window belongs to. */
  workspace: string | null;
  /** Of a window, in the header of its WebSocket. */
  window: string | null;
}

const longestWord = 4096;

/** Folders are percent-encoded; a word that cannot be read is left out. */
export function readClientWords(header: string): ClientWords {
  const [name = '', ...pairs] = header.split(' ');
  const said = new Map(pairs.map((pair) => splitOnce(pair)));
  const word = (wanted: string) => decode(said.get(wanted));
  const pid = Number(word('pid') ?? Number.NaN);
  return {
    name: decode(name),
    pid: Number.isSafeInteger(pid) && pid > 0 ? pid : null,
    cwd: word('cwd'),
    workspace: word('workspace'),
    window: word('window'),
  };
}

function splitOnce(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  return equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}

function decode(text: string | undefined): string | null {
  if (!text || text.length > longestWord) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

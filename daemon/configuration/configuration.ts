/**
 * From the text of a configuration file to profiles, settings and problems. Nothing is thrown: a profile that is wrong
 * is left out and told, and all others go on working.
 */

import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { z } from 'zod';
import {
  type ConfigurationProblem,
  type ProfileDefinition,
  profileDefinition,
  profileName,
  type Settings,
  settings,
  workspaceProfileDefinition,
} from '../api.ts';
import type { Profile } from '../profile.ts';
import { type Document, describeIssue, problemAt, problemAtOffset } from './configuration-problems.ts';
import { nearestName } from './nearest-name.ts';
import { type ProfileSource, toProfile, unsafeAddresses } from './profile-definition.ts';

/** A profile, or why there is none of this name. */
export type ProfileEntry = { profile: Profile } | { problem: ConfigurationProblem; unsafe: boolean };

export interface Configuration {
  profiles: Map<string, ProfileEntry>;
  /** Only what the file says, without defaults. */
  settings: Partial<Settings>;
  problems: ConfigurationProblem[];
  /** false: the text is no JSON at all, so that nobody knows what the file wanted to say. */
  readable: boolean;
}

export function emptyConfiguration(problems: ConfigurationProblem[] = [], readable = true): Configuration {
  return { profiles: new Map(), settings: {}, problems, readable };
}

export function parseConfiguration(text: string, source: ProfileSource): Configuration {
  if (text.trim() === '') return emptyConfiguration();
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const document: Document = { file: source.file, text, tree };
  const [first] = errors;
  if (first) return emptyConfiguration([problemAtOffset(document, first.offset, syntaxFault(first))], false);
  if (tree?.type !== 'object') {
    return emptyConfiguration([problemAtOffset(document, 0, 'the file must be one object in curly brackets.')], false);
  }
  return new Reading(document, source).configuration;
}

/** One pass over a file whose syntax is sound. */
class Reading {
  readonly configuration = emptyConfiguration();
  readonly #document: Document;
  readonly #source: ProfileSource;

  constructor(document: Document, source: ProfileSource) {
    this.#document = document;
    this.#source = source;
    const known = source.origin === 'workspace' ? ['$schema', 'profiles'] : ['$schema', 'profiles', 'settings'];
    for (const [name, value] of members(document.tree)) {
      if (!known.includes(name)) this.#tell([name], unknownMember(name, known));
      else if (name === 'profiles') this.#readProfiles(value);
      else if (name === 'settings') this.#readSettings(value);
    }
  }

  #readProfiles(node: Node): void {
    if (node.type !== 'object') return this.#tell(['profiles'], '`profiles` must be an object in curly brackets.');
    for (const [name, value] of members(node)) {
      const problems = this.configuration.problems.length;
      const twice = this.configuration.profiles.has(name);
      if (twice) this.#tell(['profiles', name], `there are two profiles "${name}"; rename or remove one.`);
      const definition = twice ? undefined : this.#checkDefinition(name, value);
      const definitionProblem = this.configuration.problems[problems];
      const faults = definition ? unsafeAddresses(definition) : [];
      for (const { path, fault } of faults) {
        this.#tell(['profiles', name, ...path], `\`${path.join('.')}\` ${fault}.`);
      }
      const problem = definitionProblem ?? this.configuration.problems[problems];
      if (problem) this.configuration.profiles.set(name, { problem, unsafe: faults.length > 0 });
      else if (definition)
        this.configuration.profiles.set(name, { profile: toProfile(name, definition, this.#source) });
    }
  }

  #checkDefinition(name: string, node: Node): ProfileDefinition | undefined {
    const path = ['profiles', name];
    const spelling = profileName.safeParse(name).error?.issues[0];
    if (spelling) this.#tell(path, `"${printable(name)}" cannot name a profile; ${spelling.message}.`);
    const schema = this.#source.origin === 'workspace' ? workspaceProfileDefinition : profileDefinition;
    const checked = schema.safeParse(getNodeValue(node));
    if (checked.success) return spelling ? undefined : profileDefinition.parse(checked.data);
    for (const issue of checked.error.issues) {
      const known = (place: PropertyKey[]) =>
        Object.keys(place[0] === 'endpoints' ? profileDefinition.shape.endpoints.unwrap().shape : schema.shape);
      const problems = describeIssue(this.#document, path, issue, known);
      this.configuration.problems.push(...problems.map((problem) => this.#explainWorkspaceLimit(problem, issue)));
    }
    return undefined;
  }

  /** A member that only a person's own file may have deserves better words than "not known". */
  #explainWorkspaceLimit(problem: ConfigurationProblem, issue: z.core.$ZodIssue): ConfigurationProblem {
    if (this.#source.origin !== 'workspace' || issue.code !== 'unrecognized_keys') return problem;
    if (!issue.keys.some((key) => key in profileDefinition.shape && problem.message.includes(`\`${key}\``))) {
      return problem;
    }
    const place = problem.message.split('`')[0];
    const key = problem.message.split('`')[1];
    return {
      ...problem,
      message: `${place}\`${key}\` may not be set by a workspace; add the profile to your own configuration instead: \`tokenwell profile add\`.`,
    };
  }

  #readSettings(node: Node): void {
    if (node.type !== 'object') return this.#tell(['settings'], '`settings` must be an object in curly brackets.');
    const shape: Record<string, z.ZodType> = settings.shape;
    const accepted: Record<string, unknown> = {};
    for (const [name, value] of members(node)) {
      const schema = shape[name];
      const checked = schema?.safeParse(getNodeValue(value));
      if (checked?.success) accepted[name] = checked.data;
      else this.#tellSetting(name, checked?.error);
    }
    this.configuration.settings = accepted as Partial<Settings>;
  }

  #tellSetting(name: string, error: z.ZodError | undefined): void {
    const known = () => Object.keys(settings.shape);
    const issues = error?.issues ?? [{ code: 'unrecognized_keys' as const, keys: [name], path: [], message: '' }];
    const path = error ? ['settings', name] : ['settings'];
    for (const issue of issues) {
      this.configuration.problems.push(...describeIssue(this.#document, path, issue, known));
    }
  }

  #tell(path: string[], message: string): void {
    this.configuration.problems.push(problemAt(this.#document, path, message, { atName: true }));
  }
}

function members(node: Node | undefined): [string, Node][] {
  return (node?.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? [];
    return key && value ? [[String(key.value), value]] : [];
  });
}

function unknownMember(name: string, known: string[]): string {
  const meant = nearestName(name, known);
  return `\`${printable(name)}\` is not known here; ${meant ? `did you mean \`${meant}\`?` : `profiles belong under \`profiles\`.`}`;
}

/** Names come from files that anybody may have written; control characters would play with terminals. */
function printable(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, '?').slice(0, 80);
}

const syntaxFixes: Partial<Record<string, string>> = {
  CommaExpected: 'a comma is missing before this.',
  ColonExpected: 'a colon is missing before this.',
  PropertyNameExpected: 'a name in double quotes is expected here.',
  ValueExpected: 'a value is missing here.',
  CloseBraceExpected: 'a closing curly bracket } is missing.',
  CloseBracketExpected: 'a closing square bracket ] is missing.',
  EndOfFileExpected: 'the file should end here; remove what follows.',
  UnexpectedEndOfString: 'the closing double quote is missing.',
  UnexpectedEndOfComment: 'the comment is not closed.',
  InvalidSymbol: 'this is no value; text needs double quotes.',
  InvalidEscapeCharacter: 'a backslash in text must be doubled.',
};

function syntaxFault(error: ParseError): string {
  const name = printParseErrorCode(error.error);
  return syntaxFixes[name] ?? `this is not valid JSON (${name}).`;
}

import type { Command, Option } from 'commander';

/** A word that may come next, and what it means. */
export interface Completion {
  readonly word: string;
  readonly meaning: string;
}

/** The words typed so far: the command by its name, if there is one yet, the words behind it, and the one being typed. */
export interface Typed {
  readonly name: string | undefined;
  readonly command: Command | undefined;
  readonly words: readonly string[];
  readonly current: string;
}

/** Reads what a shell gives for completion: all words behind the program's name, the last of them unfinished. */
export function typedIn(program: Command, given: readonly string[]): Typed {
  // Bash splits `--status=wait` at the sign; what stands behind it is the value either way.
  const words = given.filter((word, index) => word !== '=' || given[index - 1]?.startsWith('--') !== true);
  const current = given.at(-1) === '=' ? '' : (words.at(-1) ?? '');
  const before = given.at(-1) === '=' ? words : words.slice(0, -1);
  const [name, ...rest] = before;
  return { name, command: program.commands.find((each) => each.name() === name), words: rest, current };
}

/** The words that may come next; empty where only the person or the file system knows. `ids` lists executions. */
export async function completionsFor(
  program: Command,
  { name, command, words, current }: Typed,
  ids: (command: string, words: readonly string[]) => Promise<readonly Completion[]>,
): Promise<readonly Completion[]> {
  const beginning = ({ word }: Completion) => word.startsWith(current);
  if (name === undefined) return [...commandsOf(program), ...flagsOf(program, [])].filter(beginning);
  if (command === undefined) return name === 'help' ? commandsOf(program).filter(beginning) : [];
  const awaiting = optionWith(command, words.at(-1));
  if (awaiting !== undefined) return choices(awaiting.argChoices).filter(beginning);
  if (current.startsWith('-')) return [...flagsOf(command, words), ...valuesOf(command, current)].filter(beginning);
  const position = positions(command, words);
  const argument = command.registeredArguments[position] ?? command.registeredArguments.at(-1);
  if (argument === undefined || (position >= command.registeredArguments.length && !argument.variadic)) return [];
  const found = argument.name() === 'id' ? await ids(command.name(), words) : choices(argument.argChoices);
  return found.filter(beginning);
}

/** The value that an option was given among the words. */
export function optionValue(words: readonly string[], name: string): string | undefined {
  const index = words.lastIndexOf(name);
  return index === -1 ? undefined : words[index + 1];
}

function commandsOf(program: Command): readonly Completion[] {
  const visible = program.createHelp().visibleCommands(program);
  return visible.map((each) => ({ word: each.name(), meaning: each.description() }));
}

/** The flags that were not given yet. */
function flagsOf(command: Command, words: readonly string[]): readonly Completion[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }) =>
      long == null || words.includes(long) ? [] : [{ word: long, meaning: description }],
    );
}

/** `--status=waiting` for every choice of an option. */
function valuesOf(command: Command, current: string): readonly Completion[] {
  const [name, value] = current.split('=', 2);
  if (value === undefined) return [];
  return choices(optionWith(command, name)?.argChoices).map(({ word }) => ({ word: `${name}=${word}`, meaning: '' }));
}

/** The option of that name, where a value has to follow it. */
function optionWith(command: Command, name: string | undefined): Option | undefined {
  return command.options.find(
    ({ long, short, required }) => required && name !== undefined && [long, short].includes(name),
  );
}

/** How many words are neither a flag nor the value of one. */
function positions(command: Command, words: readonly string[]): number {
  return words.filter((word, index) => !word.startsWith('-') && optionWith(command, words[index - 1]) === undefined)
    .length;
}

function choices(words: readonly string[] | undefined): readonly Completion[] {
  return (words ?? []).map((word) => ({ word, meaning: '' }));
}

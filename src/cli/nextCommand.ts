import { programOf, type Io } from './io.ts';
import { parsePostgresUrl } from './postgresUrl.ts';

/** Where executions are kept and who answers, as it was given on the command line. */
export interface PlaceOptions {
  readonly config?: string;
  readonly knowledge?: string;
  readonly memory?: string;
  readonly postgres?: string;
}

/** The parts of the command that a person may run next, apart from where: flags with their values, and what is not a flag. */
export interface NextWords {
  readonly flags?: readonly string[];
  readonly operands?: readonly string[];
}

/** The commands that take `--knowledge`. */
const askAgents: ReadonlySet<string> = new Set(['run', 'resume', 'respond', 'fork', 'inspect', 'doctor']);

/** A command that works when it is pasted into a shell: it names the same place, and every word is quoted. */
export function nextCommand(
  io: Pick<Io, 'program'>,
  command: string,
  given: PlaceOptions,
  { flags = [], operands = [] }: NextWords = {},
): string {
  const options = [...placeFlags(command, given), ...flags.map(quoted)];
  const rest = operands.map(quoted);
  // A word that begins with a dash would be taken for a flag, unless it stands behind two of them.
  const words = operands.some((operand) => operand.startsWith('-'))
    ? [...options, '--', ...rest]
    : [...rest, ...options];
  return [programOf(io), command, ...words].join(' ');
}

/** The steps that have to be taken before such a command works; empty: none. */
export function beforehand({ postgres }: PlaceOptions): string {
  if (postgres === undefined || !parsePostgresUrl(postgres).hasPassword || variableWith(postgres) !== undefined)
    return '';
  return 'The password is not repeated: put it into the variable PGPASSWORD first.';
}

function placeFlags(command: string, { config, knowledge, memory, postgres }: PlaceOptions): readonly string[] {
  return [
    ...flag('--config', config),
    ...flag('--knowledge', askAgents.has(command) ? knowledge : undefined),
    ...flag('--memory', memory),
    ...(postgres === undefined ? [] : ['--postgres', postgresWord(postgres)]),
  ];
}

function flag(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, quoted(value)];
}

/** The URL; where it holds a password, the variable that it came from, or the URL without the password. */
function postgresWord(url: string): string {
  const { shown, hasPassword } = parsePostgresUrl(url);
  const variable = hasPassword ? variableWith(url) : undefined;
  return variable === undefined ? quoted(shown) : `"$${variable}"`;
}

function variableWith(value: string): string | undefined {
  const [name] = Object.entries(process.env).find(([key, held]) => held === value && /^[A-Za-z_]\w*$/.test(key)) ?? [];
  return name;
}

/** A word as a shell of the POSIX kind reads it: in double quotes where they are enough, as people write it. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!/["$`\\!]/.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

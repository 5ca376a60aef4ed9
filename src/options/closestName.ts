/** The names of options elsewhere, in lower case, and their names here. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  agents: ['tiers'],
  levels: ['tiers', 'numTiers'],
  models: ['tierConfigs'],
  llm: ['model'],
  store: ['sharedMemory'],
  storage: ['sharedMemory'],
  database: ['sharedMemory'],
  checkpointer: ['sharedMemory'],
  prompt: ['instructions'],
  systemprompt: ['instructions'],
  endpoint: ['baseURL'],
  name: ['agentId'],
  handler: ['execute'],
  run: ['execute'],
  judge: ['evaluate'],
  prices: ['pricing'],
  budget: ['limits'],
  maxcost: ['limits'],
  maxretry: ['maxRetries'],
  retries: ['maxRetries'],
  maxtime: ['limits'],
  state: ['status'],
  timeout: ['callTimeoutMs', 'requestTimeoutMs', 'limits', 'timeoutMs', 'deadlineMs'],
  timeoutms: ['callTimeoutMs', 'requestTimeoutMs', 'deadlineMs'],
};

/** Advice about a name that does not exist. */
export function adviceOn(stranger: string, known: readonly string[]): string {
  const meant = closestName(stranger, known);
  return meant === undefined ? `Remove it, or use one of: ${known.join(', ')}.` : `Did you mean '${meant}'?`;
}

/**
 * The name that was probably meant: the same one written otherwise (`num_tiers`), another word for it (`store`), a part
 * of it or more than it (`memory`, `llm_provider`), or one with a few wrong letters. `undefined` where none is near.
 */
function closestName(given: string, known: readonly string[]): string | undefined {
  const plain = plainly(given);
  return (
    known.find((name) => plainly(name) === plain) ??
    known.find((name) => Object.hasOwn(otherNames, plain) && otherNames[plain]?.includes(name)) ??
    partOf(given, known) ??
    nearTo(plain, known)
  );
}

function partOf(given: string, known: readonly string[]): string | undefined {
  const words = wordsOf(given);
  return known.find((name) => {
    const theirs = wordsOf(name);
    return words.every((word) => theirs.includes(word)) || theirs.every((word) => words.includes(word));
  });
}

function nearTo(plain: string, known: readonly string[]): string | undefined {
  const distances = known.map((name) => distance(plain, plainly(name)));
  const least = Math.min(...distances);
  return least > Math.max(1, plain.length / 3) ? undefined : known[distances.indexOf(least)];
}

/** Levenshtein's: how many letters have to be put in, left out or exchanged. */
function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let index = 0; index < a.length; index += 1) {
    const row = [index + 1];
    for (let place = 0; place < b.length; place += 1) {
      const [left = 0, above = 0, aslant = 0] = [row[place], before[place + 1], before[place]];
      row.push(Math.min(left + 1, above + 1, aslant + (a[index] === b[place] ? 0 : 1)));
    }
    before = row;
  }
  return before.at(-1) ?? 0;
}

function plainly(name: string): string {
  return name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
}

/** `maxWaitMs` and `max_wait_ms` are the words max, wait and ms. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

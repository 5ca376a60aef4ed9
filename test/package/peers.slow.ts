import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { root } from '../support/runNode.ts';
import { modelServer } from './support/modelServer.ts';
import { modelLadder, plainLadder, plainLadderOutput } from './support/programs.ts';
import { installedProject, type Project } from './support/project.ts';

const ownClient = `
import OpenAI from 'openai';
import { createHandoffPattern, openaiAgent } from 'xstate-handoff';

const client = new OpenAI({ apiKey: 'sk-test', baseURL: process.env['OPENAI_BASE_URL'] ?? '' });
const pattern = createHandoffPattern({ tiers: { 1: openaiAgent({ agentId: 'model', client }) } });
let text = '';
for await (const event of pattern.stream('t')) if (event.type === 'text-delta') text += event.delta;
console.log(text);
`;

const machine = `
import { createActor, fromPromise, waitFor } from 'xstate';
import { createHandoffMachine, foldRecords, type EvaluateInput, type EvaluationOutput, type ExecuteInput, type ExecutionOutput, type TransitionRecord } from 'xstate-handoff/machines';

const evaluate = fromPromise<EvaluationOutput, EvaluateInput>(async () => ({ canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 }));
const execute = fromPromise<ExecutionOutput, ExecuteInput>(async () => ({ result: 'r', confidence: 1, executionMetadata: {} }));
const tiers = [{ level: 1, agentId: 'a' }, { level: 2, agentId: 'b' }];
const actor = createActor(createHandoffMachine({ tiers }).provide({ actors: { evaluate, execute } }), {
  input: { executionId: 'e', task: 't', timestamp: '2026-01-01T00:00:00.000Z' },
});
const records: TransitionRecord[] = [];
actor.on('transition', ({ record }) => void records.push(record));
actor.start();
await waitFor(actor, ({ status }) => status === 'done');
console.log(foldRecords(records).at(-1)?.snapshot.status, records.length);
`;

const stored = `
import pg from 'pg';
import { createHandoffPattern, functionAgent } from 'xstate-handoff';
import { postgresMemory } from 'xstate-handoff/postgres';

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });
const agent = functionAgent({
  agentId: 'a',
  evaluate: () => ({ canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 }),
  execute: () => ({ result: 'r', confidence: 1 }),
});
const pattern = createHandoffPattern({ tiers: { 1: agent }, sharedMemory: postgresMemory({ pool }) });
const { executionId } = await pattern.executeWithHandoff('t');
console.log((await pattern.verify(executionId)).valid);
await pool.end();
`;

/** Errors of TypeScript in a file, none of them in the declarations of other packages. */
async function typeErrors(project: Project, file: string): Promise<string> {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    noEmit: true,
  };
  project.write({ 'tsconfig.json': JSON.stringify({ compilerOptions, files: [file] }) });
  return (await project.node(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.')).stdout;
}

describe('installed without a conflict, beside', () => {
  test.for(['5.0.1', '6.0.0', '7'])(
    "openai %s, models answer, also those of a client of one's own",
    async (version) => {
      await using server = await modelServer('From the model.');
      using project = await installedProject(`openai@${version}`, '@types/node@24');
      project.write({ 'model.js': modelLadder, 'client.ts': ownClient });
      const env = { OPENAI_BASE_URL: server.baseURL };
      expect((await project.run(process.execPath, ['model.js'], env)).stdout).toBe('From the model.\n');
      const { stdout, stderr } = await project.run(process.execPath, ['client.ts'], env);
      expect({ stdout, stderr }).toEqual({ stdout: 'From the model.\n', stderr: '' });
      expect(await typeErrors(project, 'client.ts')).toBe('');
    },
  );

  test.for(['5.28.0', '5'])('xstate %s, the machine runs and is typed, with one copy of it', async (version) => {
    using project = await installedProject(`xstate@${version}`, '@types/node@24');
    project.write({ 'plain.js': plainLadder, 'machine.ts': machine });
    const plain = await project.node('plain.js');
    expect({ ...JSON.parse(plain.stdout || '{}'), stderr: plain.stderr }).toEqual({ ...plainLadderOutput, stderr: '' });
    expect((await project.node('machine.ts')).stdout).toBe('done 3\n');
    expect(await typeErrors(project, 'machine.ts')).toBe('');
    expect((await project.run('npm', ['ls', 'xstate', '--parseable'])).stdout.trim().split('\n')).toHaveLength(1);
  });

  test('LangChain, which brings versions of its own', async () => {
    using project = await installedProject('@langchain/core', '@langchain/langgraph', '@langchain/openai');
    expect(project.folder).toContain('handoff-project-');
  });

  describe('pg', () => {
    let postgres: PostgresServer;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres.stop());

    test.for(['8.11.0', '8'])('%s, executions are stored and verified', async (version) => {
      using project = await installedProject(`pg@${version}`);
      project.write({ 'stored.js': stored });
      const { stdout, stderr } = await project.run(process.execPath, ['stored.js'], {
        DATABASE_URL: postgres.database.url,
      });
      expect({ stdout, stderr }).toEqual({ stdout: 'true\n', stderr: '' });
    });
  });
});

import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { root } from '../support/runNode.ts';
import { linkedProject, packingMs, type Project } from './support/project.ts';

const everyEntry = `
import * as main from 'xstate-handoff';
import * as inspector from 'xstate-handoff/inspector';
import * as knowledge from 'xstate-handoff/knowledge';
import * as machines from 'xstate-handoff/machines';
import * as postgres from 'xstate-handoff/postgres';
import * as schemas from 'xstate-handoff/schemas';
import * as sqlite from 'xstate-handoff/sqlite';
import * as testing from 'xstate-handoff/testing';
export const all = { main, inspector, knowledge, machines, postgres, schemas, sqlite, testing };
`;

/** Types of options that do not take \`undefined\` for one of their optional properties make this fail. */
const undefinedTaken = `
import type { AgentEvaluation, AgentExecution, ExecuteOptions, ForkOptions, HandoffOptions,
  HumanAgentOptions, HumanResponse, ListQuery, ModelOptions, OpenAIAgentOptions, PolicyOptions, ResumeOptions,
  CallReport, ChainAnchor, ModelPrice, TierDefinition, Usage } from 'xstate-handoff';
import type { HandoffInput, HandoffMachineOptions, Limits } from 'xstate-handoff/machines';
import type { InspectorOptions } from 'xstate-handoff/inspector';
import type { KnowledgeAgentOptions } from 'xstate-handoff/knowledge';
import type { PostgresMemoryOptions } from 'xstate-handoff/postgres';
import type { SqliteMemoryOptions } from 'xstate-handoff/sqlite';
import type { SimulationOptions, VerifyOptions } from 'xstate-handoff/testing';

/** The optional properties of T that refuse \`undefined\`. */
type Refusing<T> = { [K in keyof T]-?: {} extends Pick<T, K> ? ({ [P in K]: undefined } extends Pick<T, K> ? never : K) : never }[keyof T];
type AllOf = [AgentEvaluation, AgentExecution, ExecuteOptions, ForkOptions, HandoffInput, HandoffMachineOptions, HandoffOptions,
  HumanAgentOptions, HumanResponse, Limits, ListQuery, ModelOptions, OpenAIAgentOptions, PolicyOptions, ResumeOptions,
  CallReport, ChainAnchor, ModelPrice, TierDefinition, Usage, InspectorOptions, KnowledgeAgentOptions,
  PostgresMemoryOptions, SqliteMemoryOptions, SimulationOptions, VerifyOptions];
type Found = { [I in keyof AllOf]: Refusing<AllOf[I]> }[number];
export const none: [Found] extends [never] ? true : Found = true;
`;

const provided = `
import { createActor, fromPromise } from 'xstate';
import { createHandoffPattern, functionAgent } from 'xstate-handoff';
import { createHandoffMachine, type EvaluateInput, type EvaluationOutput, type ExecuteInput, type ExecutionOutput } from 'xstate-handoff/machines';

const evaluate = fromPromise<EvaluationOutput, EvaluateInput>(async () => ({ canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 }));
const execute = fromPromise<ExecutionOutput, ExecuteInput>(async () => ({ result: '', confidence: 1, executionMetadata: {} }));
const machine = createHandoffMachine({ tiers: [{ level: 1, agentId: 'a' }] }).provide({ actors: { evaluate, execute } });
export const actor = createActor(machine, { input: { executionId: 'e', task: 't', timestamp: '2026-01-01T00:00:00.000Z' } });
export const tier: boolean = actor.getSnapshot().matches({ tier1: 'evaluating' });
const maybe: number | undefined = undefined;
export const agent = functionAgent({
  agentId: 'a',
  evaluate: () => ({ canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1, costUsd: maybe }),
  execute: () => ({ result: '', confidence: 1, usage: undefined, executionMetadata: undefined }),
});
export const pattern = createHandoffPattern({ tiers: { 1: agent }, policy: { minConfidence: undefined }, callTimeoutMs: maybe });
`;

describe('the types of the packed library', () => {
  let project: Project;
  beforeAll(async () => {
    project = await linkedProject(['@types/node']);
    project.write({ 'every.ts': everyEntry, 'undefined.ts': undefinedTaken, 'provided.ts': provided });
  }, packingMs);
  afterAll(() => project[Symbol.dispose]());

  test.for([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const)('compile under the strictest settings: module %s, resolution %s', async ([module, moduleResolution]) => {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2024',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      types: ['node'],
      noEmit: true,
    };
    project.write({
      'tsconfig.json': JSON.stringify({ compilerOptions, files: ['every.ts', 'undefined.ts', 'provided.ts'] }),
    });
    const { stdout } = await project.node(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.');
    // XState's own declarations do not compile under these settings.
    const ours = stdout.split('\n').filter((line) => /: error TS/.test(line) && !line.includes('node_modules/xstate/'));
    expect(ours).toEqual([]);
  });
});

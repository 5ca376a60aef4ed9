// A support desk: tickets with priorities, a queue for engineers, a durable record, and the report of a shift.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

import {
  analyzeEscalations,
  createHandoffPattern,
  exportExecutions,
  humanAgent,
  type PendingQuestion,
} from 'xstate-handoff';
import { knowledgeAgent, sampleKnowledge } from 'xstate-handoff/knowledge';
import { sqliteMemory } from 'xstate-handoff/sqlite';

import { heading, mean, percent, short, startedBy, table } from './support/print.ts';

/** Where the record is kept: a folder that you name, or one that is removed at the end. */
const named = process.argv[2];
const folder = named ?? mkdtempSync(join(tmpdir(), 'support-desk-'));
mkdirSync(folder, { recursive: true });
const file = join(folder, 'desk.db');
const hour = 3_600_000;

/** The desk as each process of it opens it: the same tiers over the same file. */
function openDesk() {
  const knowledge = sampleKnowledge();
  return createHandoffPattern({
    tiers: {
      1: knowledgeAgent({ agentId: 'faq', knowledge, retriever: 'keyword' }),
      2: knowledgeAgent({ agentId: 'specialist', knowledge, retriever: 'semantic' }),
      3: humanAgent({ agentId: 'engineers', deadlineMs: 4 * hour }),
    },
    sharedMemory: sqliteMemory(file),
  });
}

const tickets = [
  { priority: 2, category: 'account', task: 'How do I reset my password?' },
  { priority: 1, category: 'account', task: "I can't get into my account" },
  { priority: 3, category: 'billing', task: 'Where can I download my invoices?' },
  { priority: 3, category: 'billing', task: 'Why was I charged twice this month?' },
  { priority: 1, category: 'platform', task: 'Our cluster loses writes after a failover, please find the root cause' },
  { priority: 2, category: 'platform', task: 'The nightly import of our product catalogue stops at row 70,000' },
] as const;

heading('The desk opens: urgent tickets first');
const desk = openDesk();
const results = [];
for (const { priority, category, task } of tickets.toSorted((a, b) => a.priority - b.priority)) {
  const context = `Priority: P${priority}, category: ${category}`;
  const result = await desk.executeWithHandoff(task, { context, returnOnWait: true });
  results.push({ priority, task, ...result });
}
table(
  ['', 'ticket', 'tier', 'status', 'answer'],
  results.map(({ priority, task, finalTier, status, result }) => [
    `P${priority}`,
    short(task, 40),
    finalTier,
    status,
    short(result ?? 'the engineers have four hours', 50),
  ]),
);
await desk.sharedMemory.close();

heading('Later, in another process: the engineers go through their queue');
const engineers = openDesk();
const terminal = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stdout }) : undefined;

/** Stands for your ticket system: shows a question to a person, and gives back what they write. */
async function ask({ task, context, waiting, attempts }: PendingQuestion): Promise<string> {
  console.log(`${task}\n  ${context}, to be answered before ${waiting.deadline}`);
  for (const { agentId, reasoning = '' } of attempts) console.log(`  ${agentId} said: ${short(reasoning, 90)}`);
  if (terminal !== undefined) return terminal.question('  your answer: ');
  // Nobody sits at this terminal: what the engineers found out on the day this example was written.
  return task.includes('failover')
    ? 'The old primary went on acknowledging writes for nine seconds. Turn fencing on; we replay the lost ones tonight.'
    : 'Row 70,001 holds a quotation mark that is never closed. Escape it, or switch the import to strict quoting.';
}

for (const { executionId } of (await engineers.pending()).executions) {
  const answer = await ask(await engineers.getPending(executionId));
  const result = await engineers.respond(executionId, { result: answer, confidence: 0.9 });
  console.log(`  → ${result.result}\n`);
}
terminal?.close();

heading('The shift: who answered what');
const { executions } = await engineers.sharedMemory.list({ status: 'completed', limit: 1_000 });
table(
  ['tier', 'agent', 'tickets', 'share'],
  [...engineers.tiers].map(([level, { agentId }]) => {
    const count = executions.filter(({ tierLevel }) => tierLevel === level).length;
    return [level, agentId, count, percent(count, executions.length)];
  }),
);
const analyses = [];
const confidences = [];
for (const { executionId } of executions) {
  analyses.push(analyzeEscalations(await engineers.getHandoffHistory(executionId)));
  confidences.push((await engineers.resume(executionId)).confidence ?? 0);
}
const escalations = mean(analyses.map((analysis) => analysis.escalations));
const complexity = mean(analyses.map(({ averageComplexity }) => averageComplexity ?? 0));
console.log(
  `on average: escalations ${escalations.toFixed(2)}, complexity ${complexity.toFixed(2)}, confidence ${mean(confidences).toFixed(2)}`,
);

heading('The audit trail of one ticket');
const ticket = executions.find(({ task }) => task.includes('failover'));
const executionId = ticket?.executionId ?? '';
for (const { seq, timestamp, from, to, agentId, decision } of await engineers.getTransitions(executionId)) {
  const decided = decision === undefined ? '' : `  ${decision.handoffDecision}: ${short(decision.reasoning, 60)}`;
  const step = `${from ?? 'start'} → ${to}`;
  console.log(`${seq}  ${timestamp}  ${step.padEnd(35)}  by ${agentId}${decided}`);
}
const verification = await engineers.verify(executionId);
console.log(verification.valid ? `whole, ${verification.length} records` : verification.message);

heading('Export: one line per record, for whoever audits it');
const lines = [];
for await (const line of exportExecutions(engineers.sharedMemory)) lines.push(line);
const exported = join(folder, 'desk.jsonl');
writeFileSync(exported, lines.map((line) => `${line}\n`).join(''));
console.log(`${lines.length} lines in ${exported}: \`handoff import\` reads and checks them`);

await engineers.sharedMemory.close();
if (named === undefined) {
  rmSync(folder, { recursive: true });
  console.log(`The folder is removed again. Name one to keep the record: ${startedBy()} desk`);
}

import { mutantsOf } from './mutant.ts';

/** What all memories share, and the one in the process. */
export const memoryMutants = [
  ...mutantsOf('memory/errors.ts', [
    {
      find: "options.outcome ?? 'unchanged'",
      replace: "options.outcome ?? 'unknown'",
      why: 'every failure leaves it open what was written',
    },
    {
      find: 'this.nextSeq = nextSeq',
      replace: 'this.nextSeq = seq',
      why: 'an error names the wrong record to go on from',
    },
    {
      find: "options?.operation === 'rewrite' ?",
      replace: "options?.operation === 'append' ?",
      why: 'a refused append gives the advice for a rewrite',
    },
  ]),
  ...mutantsOf('memory/executionQueue.ts', [
    {
      find: 'before === undefined ? work() : before.then(work)',
      replace: 'work()',
      why: 'operations overtake each other',
    },
    {
      find: 'result.then(forget, forget)',
      replace: 'result.then(forget)',
      why: 'a failed operation fails those after it',
    },
    {
      find: 'if (tails.get(executionId) === tail) tails.delete',
      replace: 'tails.delete',
      why: 'the third operation overtakes the second',
    },
    { find: '      await Promise.all(tails.values());\n', replace: '', why: 'close does not wait' },
  ]),
  ...mutantsOf('memory/inMemory.ts', [
    { find: 'firstSeq !== nextSeq', replace: 'firstSeq < nextSeq', why: 'an append may leave a gap' },
    { find: 'firstSeq !== nextSeq', replace: 'firstSeq > nextSeq', why: 'two writers both write' },
    { find: '.records.map(deepFreeze) ??', replace: '.records ??', why: 'the caller holds the store itself' },
    { find: 'records.length !== nextSeq', replace: 'nextSeq === 0', why: 'a rewrite may cut an execution short' },
    { find: 'await executions.settle();', replace: '', why: 'a list shows nothing' },
    {
      find: 'else if (before.placed !== undefined) executions.touch(before);',
      replace: '',
      why: 'a list keeps an execution where it was first',
    },
    {
      find: 'waits ? null : heldFrom(claim, now())',
      replace: 'heldFrom(claim, now())',
      why: 'a lease goes on while a person is waited for',
    },
    {
      find: '{ records: [...records], waits: waitsAfter',
      replace: '{ records: before.records, waits: waitsAfter',
      why: 'a rewrite keeps the old records',
    },
    { find: 'closed = true;\n', replace: '', why: 'a closed memory seems empty' },
    {
      find: '      return executions.delete(executionId);',
      replace: '      executions.delete(executionId);\n      return true;',
      why: 'what was not there counts as deleted',
    },
    { find: "      assertOpen('append');\n", replace: '', why: 'a closed memory takes records' },
  ]),
  ...mutantsOf('memory/inMemoryIndex.ts', [
    {
      find: 'compare(b.key, a.key) ||',
      replace: 'compare(a.key, b.key) ||',
      why: 'the oldest come first',
    },
  ]),
  ...mutantsOf('memory/listPage.ts', [
    {
      find: 'summary.startedAt >= startedAfter',
      replace: 'summary.startedAt > startedAfter',
      why: 'startedAfter excludes its own moment',
    },
    {
      find: 'summary.startedAt < startedBefore',
      replace: 'summary.startedAt <= startedBefore',
      why: 'startedBefore includes its own moment',
    },
    {
      find: 'found.length > limit && last',
      replace: 'found.length >= limit && last',
      why: 'a last page that is full promises another',
    },
    { find: 'found.slice(0, limit)', replace: 'found.slice(0, limit + 1)', why: 'a page has one execution too many' },
  ]),
  ...mutantsOf('memory/listQuery.ts', [
    { find: 'limit > 1000', replace: 'limit >= 1000', why: 'a limit of 1000 is refused' },
    { find: 'limit < 1 ', replace: 'limit < 0 ', why: 'a limit of 0 is taken' },
    { find: 'limit = 50', replace: 'limit = 1000', why: 'another default' },
    { find: '.includes(text.toLowerCase())', replace: '.includes(text)', why: 'capitals find nothing' },
    {
      find: 'Number.isSafeInteger(tierLevel) && tierLevel > 0',
      replace: 'Number.isSafeInteger(tierLevel) && tierLevel >= 0',
      why: 'a tier 0 is looked for',
    },
    { find: 'if (!keys.includes(key))', replace: "if (key === '')", why: 'a misspelt filter lists everything' },
    {
      find: 'return new Date(time).toISOString();',
      replace: 'return value;',
      why: 'times in other zones are compared as texts',
    },
    {
      find: 'taskContains === undefined ? undefined : storableText(taskContains)',
      replace: 'taskContains',
      why: 'what cannot be stored cannot be found',
    },
    {
      find: 'wanted?.find((name) => !statuses.includes(name))',
      replace: 'wanted?.slice(0, 1).find((name) => !statuses.includes(name))',
      why: 'the second of several states is not checked',
    },
  ]),
  ...mutantsOf('memory/recordBatch.ts', [
    {
      find: 'batch.firstSeq === 0) return batch',
      replace: 'batch.firstSeq >= 0) return batch',
      why: 'a rewrite may begin in the middle',
    },
    { find: 'record.seq !== firstSeq + index', replace: 'record.seq < firstSeq + index', why: 'a batch may have gaps' },
    {
      find: 'if (record.executionId !== executionId)',
      replace: "if (record.executionId === '')",
      why: 'a batch may hold two executions',
    },
    {
      find: '!Number.isSafeInteger(firstSeq) || firstSeq < 0',
      replace: '!Number.isSafeInteger(firstSeq)',
      why: 'records may have negative numbers',
    },
    {
      find: '!Number.isSafeInteger(firstSeq) || firstSeq < 0',
      replace: 'firstSeq < 0',
      why: 'records need no whole numbers',
    },
    {
      find: "first.event.type !== 'xstate.init' || Number",
      replace: 'Number',
      why: 'an execution may begin in the middle',
    },
    {
      find: "'xstate.init' || Number.isNaN(Date.parse(first.timestamp))",
      replace: "'xstate.init'",
      why: 'an execution may begin at no time',
    },
    { find: ' && id.isWellFormed()', replace: '', why: 'two ids may become one in a store' },
    { find: String.raw` && !id.includes('\0')`, replace: '', why: 'an id may be cut in a store' },
  ]),
  ...mutantsOf('memory/recordText.ts', [
    { find: 'message, { cause }', replace: 'message', why: 'the reason is lost' },
    {
      find: 'MemoryError(store, operation,',
      replace: "MemoryError(store, 'append',",
      why: 'a rewrite is reported as an append',
    },
  ]),
  ...mutantsOf('memory/rowReader.ts', [
    { find: 'record.executionId !== executionId || ', replace: '', why: "another execution's record is believed" },
    { find: ' || record.seq !== seq', replace: '', why: 'a record with another number is believed' },
    {
      find: "['running', 'waiting', 'completed', 'failed', 'cancelled'].includes(value)",
      replace: "value !== ''",
      why: 'a status that does not exist is believed',
    },
    {
      find: '} catch {\n    return undefined;',
      replace: '} catch (error) {\n    throw error;',
      why: 'damaged JSON does not name the record',
    },
  ]),
  ...mutantsOf('memory/summary.ts', [
    {
      find: "if (event.type === 'escalate') escalationCount += 1",
      replace: "if (event.type !== 'xstate.init') escalationCount += 1",
      why: 'every record counts as an escalation',
    },
    { find: "event.type === 'wait' ? 'waiting' : 'running'", replace: "'running'", why: 'nothing ever waits' },
    {
      find: "if (to === 'failed' || to === 'cancelled') return to",
      replace: "if (to === 'failed' || to === 'cancelled') return 'failed'",
      why: 'cancelled counts as failed',
    },
    {
      find: 'levelOf(last.to) ?? last.tierLevel',
      replace: 'last.tierLevel',
      why: 'a list shows the tier before the escalation',
    },
    {
      find: 'new Date(timestamp).toISOString()',
      replace: 'timestamp',
      why: 'times in other zones are compared as texts',
    },
    {
      find: 'updatedAt: last.timestamp',
      replace: 'updatedAt: records[0]?.timestamp ?? last.timestamp',
      why: 'the time of the first new record, not of the last',
    },
    { find: String.raw`.replaceAll('\0', '\ufffd')`, replace: '', why: 'a task with a NUL cannot be stored' },
    { find: '.toWellFormed()', replace: '', why: 'a task with half a character cannot be stored' },
  ]),
];

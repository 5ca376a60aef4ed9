import { mutantsOf } from './mutant.ts';

/** The machine's states, what it writes down, and how that is folded back. */
export const recordMutants = [
  ...mutantsOf('machines/record.ts', [
    { find: "to === 'escalating' ? 2 : 1", replace: '1', why: 'the numbers of records have gaps' },
    {
      find: 'agentId: agentIdAt(config, level, from),',
      replace: "agentId: agentIdAt(config, level, 'executing'),",
      why: "a person's answer is recorded as the tier's",
    },
    {
      find: "to === 'executing' || to === 'capped' ? 'execute'",
      replace: "to === 'executing' ? 'execute'",
      why: 'a best effort is recorded as an escalation',
    },
    { find: "capped: to === 'capped'", replace: 'capped: false', why: 'a decision does not say that it was capped' },
    { find: '    ...(costUsd != null && { costUsd }),\n', replace: '', why: 'costs are not recorded' },
    { find: '    ...(durationMs !== undefined && { durationMs }),\n', replace: '', why: 'durations are not recorded' },
    { find: '    ...(usage !== undefined && { usage }),\n', replace: '', why: 'usage is not recorded' },
    { find: '    maxTier: context.capLevel,\n', replace: '', why: 'a replay goes above the cap' },
    {
      find: '    ...(Object.keys(context.limits).length > 0 && { limits: context.limits }),\n',
      replace: '',
      why: 'a resumed execution has no limits',
    },
    {
      find: '    ...(context.forkedFrom !== null && { forkedFrom: context.forkedFrom }),\n',
      replace: '',
      why: 'a fork does not record its origin',
    },
    {
      find: "timestamp: context.now,\n    event: { type: 'escalate' }",
      replace: "timestamp: context.startedAt,\n    event: { type: 'escalate' }",
      why: 'time goes back in the record',
    },
    {
      find: 'tierLevel: fromLevel',
      replace: 'tierLevel: context.tierLevel',
      why: 'an escalation is attributed to the tier it leads to',
    },
  ]),
  ...mutantsOf('machines/tierState.ts', [
    { find: 'suspend: stay(phase),', replace: '', why: 'nobody can let go of an execution' },
    {
      find: "{ ...always('capped'), wait: stay('capped') }",
      replace: "always('capped')",
      why: 'nobody can wait for the person at the cap',
    },
    {
      find: "on: { ...always('executing'), wait: stay('executing') }",
      replace: "on: always('executing')",
      why: 'nobody can wait for a person who is a tier',
    },
    { find: 'reenter: true, ', replace: '', why: 'a retry makes no call' },
    {
      find: "      { type: 'settle', params },\n      { type: 'record', params },",
      replace: "      { type: 'record', params },\n      { type: 'settle', params },",
      why: 'a record shows the time before its event',
    },
    { find: 'name: tier.name ?? tier.agentId', replace: 'name: tier.agentId', why: 'the inspector shows no names' },
  ]),
  ...mutantsOf('machines/verdicts.ts', [
    {
      find: '      atLimit,\n    ],\n    onError',
      replace: '    ],\n    onError',
      why: 'the best answer is lost where an evaluation reaches a limit',
    },
    { find: 'onError: [again, atLimit]', replace: 'onError: [atLimit]', why: 'a best effort is not retried' },
    {
      find: "  executing: {\n    onDone: [\n      { to: 'done', guard: 'aboveGate' },",
      replace: '  executing: {\n    onDone: [',
      why: 'no answer is accepted',
    },
  ]),
  ...mutantsOf('machines/handoffMachine.ts', [
    {
      find: "policy.routing === 'direct' ? undefined : index + 2",
      replace: 'index + 2',
      why: 'direct routing cannot jump',
    },
    { find: "policy.routing === 'direct' ? undefined : index + 2", replace: 'index + 1', why: 'there is no way up' },
    { find: "    entry: 'recordStart',\n", replace: '', why: 'the record has no beginning' },
  ]),
  ...mutantsOf('machines/machineSetup.ts', [
    { find: 'context.tierLevel === level', replace: 'context.tierLevel >= level', why: 'a jump ends one tier up' },
    {
      find: 'Promise.reject(new ConfigurationError(`actors.${service}`, message))',
      replace: 'Promise.reject(new Error(message))',
      why: 'a missing service is taken for a failed call',
    },
  ]),
  ...mutantsOf('machines/recordFields.ts', [
    {
      find: "'event.output.confidence': { type: 'number', optional: true, routes: true }",
      replace: "'event.output.confidence': { type: 'number', optional: true, erasable: 'result' }",
      why: 'redact may change a confidence',
    },
    {
      find: "'event.config': { type: 'plain', optional: true, routes: true }",
      replace: "'event.config': { type: 'plain', optional: true, erasable: 'task' }",
      why: 'redact may change the policy',
    },
    {
      find: "'decision.reasoning': { type: 'text', erasable: 'reasoning' }",
      replace: "'decision.reasoning': { type: 'text', erasable: 'result' }",
      why: 'the reasoning stays in the decision',
    },
    {
      find: "message: { type: 'text', erasable: 'errorMessage' }",
      replace: "message: { type: 'text', erasable: 'task' }",
      why: 'error messages cannot be erased',
    },
    {
      find: "coercions: { type: 'texts', optional: true, erasable: 'metadata' }",
      replace: "coercions: { type: 'texts', optional: true, erasable: 'task' }",
      why: 'what coercions quote stays',
    },
    {
      find: "'editedInput.task': { type: 'text', optional: true, erasable: 'task' }",
      replace: "'editedInput.task': { type: 'text', optional: true, erasable: 'result' }",
      why: 'a task that was edited stays',
    },
    {
      find: 'costUsd: { ...amount, derived: true }',
      replace: 'costUsd: { ...amount }',
      why: 'a record may claim another cost',
    },
    {
      find: "'decision.capped': { type: 'flag', derived: true }",
      replace: "'decision.capped': { type: 'flag' }",
      why: 'a decision may hide that it was capped',
    },
  ]),
  ...mutantsOf('machines/agreement.ts', [
    {
      find: 'record.seq === index && isSame',
      replace: 'isSame',
      why: 'the number of a record is checked once',
      equivalent:
        'The number is one of the facts that are compared, and the machine counts its records from 0 as the index does.',
    },
    {
      find: 'isSame(expected, record);',
      replace: 'expected.to === record.to;',
      why: 'a record may claim another agent, time or decision',
    },
    { find: ", 'cachedInputTokens'", replace: '', why: 'a record may claim other cached tokens' },
    {
      find: 'derived && !erasable && type',
      replace: 'derived && type',
      why: 'an erased message breaks the replay',
      equivalent: 'No text that can be erased is derived: the table says which is which.',
    },
  ]),
  ...mutantsOf('machines/fold.ts', [
    { find: 'step.record.seq + 1', replace: 'record.seq', why: 'a gap in the record folds' },
    {
      find: 'records: [...records, ...steps',
      replace: 'records: [...steps',
      why: 'records that are owed are not written',
    },
    {
      find: 'const last = owed.at(-1) ?? steps.at(-1)',
      replace: 'const last = steps.at(-1)',
      why: 'a resumed execution stands in the middle of an escalation',
    },
    {
      find: 'records: owed.map(({ record }) => record)',
      replace: 'records: []',
      why: 'what a crash left unwritten stays unwritten',
    },
    {
      find: 'last?.key === key ? last.machine',
      replace: 'last !== undefined ? last.machine',
      why: "one pattern's records are folded by another's machine",
    },
    {
      find: "return snapshot.status === 'active' ? getMicrosteps(machine, snapshot, event).flatMap(stepOf) : []",
      replace: 'return getMicrosteps(machine, snapshot, event).flatMap(stepOf)',
      why: 'events are taken after the end',
    },
    {
      find: "if (event.type !== 'xstate.init') throw noBeginning();",
      replace: "if (!('config' in event)) throw new TypeError('no config');",
      why: 'a record without a beginning is not a ReplayError',
    },
  ]),
  ...mutantsOf('machines/time.ts', [
    {
      find: 'milliseconds !== lastMilliseconds',
      replace: '!(milliseconds <= lastMilliseconds)',
      why: 'a clock that is set back is not followed',
    },
  ]),
];

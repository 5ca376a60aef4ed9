import { mutantsOf } from './mutant.ts';

/** What an execution knows of itself. */
export const contextMutants = [
  ...mutantsOf('machines/context.ts', [
    {
      find: '${context.seq - 1}`',
      replace: '${context.seq}`',
      why: 'the idempotency key does not name the record that caused the call',
    },
    { find: 'notBefore: retry?.notBefore ?? null', replace: 'notBefore: null', why: 'no retry waits' },
    { find: 'retries: 0, notBefore: null }', replace: 'notBefore: null }', why: 'the next call has fewer retries' },
    {
      find: 'retries: 0, notBefore: null }',
      replace: 'retries: 0 }',
      why: 'the next call waits for the delay of a retry',
    },
    { find: '...fresh, capped: true, ', replace: '...fresh, ', why: 'a best effort does not say so' },
    {
      find: "config.policy.atCap === 'human' ? { attempts: attemptsWith(config, context, occurrence) } : {}",
      replace: '{}',
      why: 'the person at the cap is not told what the tier there said',
    },
    {
      find: "config.policy.atCap === 'human' ? { attempts: attemptsWith(config, context, occurrence) } : {}",
      replace: '{ attempts: attemptsWith(config, context, occurrence) }',
      why: 'a tier that does its best is shown its own no',
    },
    {
      find: 'notBefore: retry?.notBefore ?? null, failure: null }',
      replace: 'notBefore: retry?.notBefore ?? null }',
      why: 'a failure stays after a retry that worked',
    },
    {
      find: 'current.confidence >= draft.confidence',
      replace: 'current.confidence > draft.confidence',
      why: 'of two equal answers the lower tier wins',
    },
    {
      find: 'tierLevel: draftLevel, failure: null',
      replace: 'tierLevel, failure: null',
      why: 'an answer is attributed to another tier',
    },
    {
      find: 'draft.confidence >= execution.confidence',
      replace: 'draft.confidence > execution.confidence',
      why: 'of two equal drafts the later wins',
    },
    {
      find: ' && draft.confidence >= execution.confidence',
      replace: '',
      why: 'the first draft stays, however good the second is',
    },
    {
      find: 'escalationCount: context.escalationCount + 1',
      replace: 'escalationCount: context.escalationCount',
      why: 'escalations are not counted',
    },
    {
      find: 'evaluation: null,\n    execution: null,\n    failure: null,\n    attempts: attemptsWith',
      replace: 'execution: null,\n    failure: null,\n    attempts: attemptsWith',
      why: "the next tier's attempt shows the reasoning of this one",
    },
    {
      find: 'execution: null,\n    failure: null,\n    attempts: attemptsWith',
      replace: 'failure: null,\n    attempts: attemptsWith',
      why: "the next tier's attempt shows the draft of this one",
    },
    {
      find: 'failure: null,\n    attempts: attemptsWith',
      replace: 'attempts: attemptsWith',
      why: 'an execution that was saved counts as failed',
    },
    {
      find: 'waiting === null && !suspended',
      replace: '!suspended',
      why: 'a person who is asked again costs something',
    },
    { find: ' && !suspended && (', replace: ' && (', why: 'a call that was never begun costs something' },
    {
      find: ' && (notBefore === null || now >= notBefore)',
      replace: '',
      why: 'a retry that was still waited for costs something',
    },
    { find: 'begun && versionOf(config) >= 2', replace: 'begun', why: 'an old record ends otherwise than it did' },
    {
      find: 'suspended: false, ...settle',
      replace: '...settle',
      why: 'a call counts for nothing for ever after a suspension',
    },
    { find: 'waiting: null, ...accounted', replace: '...accounted', why: 'it waits for a person who has answered' },
    {
      find: 'return { now: occurrence.timestamp, waiting: null };',
      replace: 'return { now: occurrence.timestamp };',
      why: 'it waits for a person after its time is over',
    },
    {
      find: "waiting: null,\n        failure: { name: 'Execution",
      replace: "failure: { name: 'Execution",
      why: 'it waits for a person after it was cancelled',
    },
    { find: 'now: report.timestamp ?? context.now', replace: 'now: context.now', why: 'calls take no time' },
    {
      find: "tier.level, context.capped ? 'capped' : 'executing'",
      replace: "tier.level, 'executing'",
      why: 'the person at the cap is called by the name of the tier',
    },
    { find: 'failure: context.failure ?? {', replace: 'failure: {', why: 'a failure is reported as a rejection' },
    {
      find: 'if (context.limitReached !== null) return',
      replace: "if (context.limitReached === 'timeMs') return",
      why: 'only a deadline is reported as a limit',
    },
    { find: 'limits: presentLimits(input?.limits)', replace: 'limits: {}', why: 'limits are ignored' },
    { find: 'forkedFrom: input?.forkedFrom ?? null', replace: 'forkedFrom: null', why: 'a fork forgets its origin' },
    { find: "to === from && occurrence.kind !== 'failed'", replace: 'false', why: 'resuming counts as a retry' },
    {
      find: "return to === 'done' && limit !== null ? { ...fresh, ...concludeWith(settled, occurrence) } : fresh",
      replace: 'return fresh',
      why: 'a limit ends with the failure instead of the best answer',
    },
    {
      find: 'fresh = { ...change, limitReached: limit,',
      replace: 'fresh = { ...change,',
      why: 'a result does not say that a limit cut it short',
    },
  ]),
  ...mutantsOf('machines/attempts.ts', [
    {
      find: "context.capped && config.policy.atCap === 'human' ? null : context.evaluation",
      replace: 'context.evaluation',
      why: 'the attempt of the person shows the reasoning of the tier',
    },
    {
      find: 'return [...context.attempts, attemptOf(config, context, occurrence)].slice(-attemptLimits.count)',
      replace: 'return [...context.attempts, attemptOf(config, context, occurrence)].slice(0, attemptLimits.count)',
      why: 'the newest attempts are dropped',
    },
    {
      find: 'return [...context.attempts, attemptOf(config, context, occurrence)].slice(-attemptLimits.count)',
      replace: 'return [...context.attempts, attemptOf(config, context, occurrence)]',
      why: 'attempts grow without bound',
    },
    {
      find: '{ ...failure, message: attemptText(failure.message) }',
      replace: 'failure',
      why: 'the message of a failure is not bounded',
    },
    {
      find: "if (occurrence.kind === 'failed') return 'failed'",
      replace: "if (occurrence.kind === 'failed') return 'low-confidence'",
      why: 'a failure is shown as an unsure answer',
    },
    {
      find: " && !occurrence.evaluation.canHandle ? 'declined'",
      replace: " ? 'declined'",
      why: 'a tier that could not be paid is said to have declined',
    },
    { find: ' tries: context.retries + 1,', replace: ' tries: context.retries,', why: 'the first try is not counted' },
  ]),
  ...mutantsOf('machines/agentIdAt.ts', [
    {
      find: "phase === 'capped' && policy.atCap",
      replace: 'policy.atCap',
      why: 'every call is made in the name of the person at the cap',
    },
  ]),
  ...mutantsOf('machines/cutText.ts', [
    { find: 'text.length <= limit', replace: 'text.length < limit', why: 'a text that just fits is cut' },
    { find: 'limit - 1)', replace: 'limit)', why: 'one character too many' },
    {
      find: '?.index ?? end - from',
      replace: '?.index ?? 0',
      why: 'none',
      equivalent: 'There is a grapheme around every place within a text.',
    },
  ]),
  ...mutantsOf('machines/move.ts', [
    {
      find: 'wasHighest ? undefined : context.capLevel',
      replace: 'context.capLevel',
      why: 'a tier that was added is never reached',
    },
    { find: 'wasHighest ? undefined : context.capLevel', replace: 'undefined', why: 'a move lifts a maxTier' },
    { find: ', children: snapshot.children', replace: '', why: 'the call in flight is not made again' },
  ]),
  ...mutantsOf('machines/output.ts', [
    {
      find: 'Math.max(0, Date.parse(context.now) - Date.parse(context.startedAt))',
      replace: '(Date.parse(context.now) - Date.parse(context.startedAt))',
      why: 'a clock that was set back gives a negative duration',
    },
    { find: ' || 0;', replace: ';', why: 'a time that cannot be read gives NaN' },
    {
      find: 'failure === null && execution !== null',
      replace: 'execution !== null',
      why: 'a cancelled execution counts as completed',
    },
    { find: "? 'cancelled' : 'failed'", replace: "? 'failed' : 'failed'", why: 'cancelled counts as failed' },
    {
      find: 'finalTier: tierLevel',
      replace: 'finalTier: context.capLevel',
      why: 'the cap is reported as the tier that answered',
    },
  ]),
  ...mutantsOf('machines/stateName.ts', [
    { find: " || name === 'cancelled'", replace: '', why: 'cancelled executions are not over' },
    { find: "key.slice('tier'.length)", replace: "key.slice('tier'.length, 5)", why: 'tier 12 is listed as tier 1' },
    { find: 'level > 0 && ', replace: '', why: 'tier 0 is one' },
    { find: ' && String(level) === digits', replace: '', why: 'tier 01 is tier 1' },
  ]),
  ...mutantsOf('machines/occurrence.ts', [
    {
      find: "const evaluates = serviceOf(event)?.kind === 'evaluate'",
      replace: 'const evaluates = isEvaluation(output)',
      why: 'an evaluation in the place of an answer is believed',
    },
    {
      find: "isAmount(value['inputTokens']) && isAmount(value['outputTokens'])",
      replace: "(isAmount(value['inputTokens']) || isAmount(value['outputTokens']))",
      why: 'half a usage counts as one',
    },
    { find: 'Number.isFinite(value) && value >= 0', replace: 'value >= 0', why: 'infinite costs are believed' },
    {
      find: 'Number.isFinite(value) && value >= 0',
      replace: 'Number.isFinite(value)',
      why: 'negative costs are believed',
    },
    {
      find: 'transient === true && { transient }',
      replace: 'transient !== undefined && { transient: true }',
      why: 'a failure that says it is final is tried again',
    },
    { find: '...(isReason(reason) && { reason }),\n', replace: '', why: 'nobody knows why a call failed' },
    { find: '...(isStatus(status) && { status }),\n', replace: '', why: 'the status of a failure is lost' },
    {
      find: '...(isAmount(retryAfterMs) && { retryAfterMs }),\n',
      replace: '',
      why: 'a server that says when is asked before',
    },
    {
      find: '{ ...failureOf(event.error), ...reportOf(event.error) }',
      replace: 'failureOf(event.error)',
      why: 'what a failed call cost is not recorded',
    },
    {
      find: '    ...(isTexts(coercions) && { coercions }),\n',
      replace: '',
      why: 'what was coerced of a failed call is not recorded',
    },
    {
      find: '    ...(isObject(editedInput) && { editedInput }),\n',
      replace: '',
      why: 'what somebody changed of a failed call is not recorded',
    },
    {
      find: "code: 'HANDOFF_AGENT_OUTPUT', message",
      replace: "code: 'HANDOFF_AGENT_CALL', message",
      why: 'a malformed answer counts as a failed call',
    },
    {
      find: "textOf(error, 'code') ?? 'HANDOFF_AGENT_CALL'",
      replace: "'HANDOFF_AGENT_CALL'",
      why: 'the codes of errors are lost',
    },
    {
      find: "return { kind: 'expired'",
      replace: "return { kind: 'resumed'",
      why: 'a deadline that passes changes nothing',
    },
    {
      find: '  occurrences.set(event, occurrence);\n',
      replace: '',
      why: 'every event is read again',
      equivalent: 'Reading an event gives the same each time; remembering it only saves time.',
    },
  ]),
  ...mutantsOf('machines/errors.ts', [
    {
      find: "this.code === null || ('code' in error && error.code === this.code)",
      replace: "'code' in error && error.code === this.code",
      why: 'no error is a HandoffError',
    },
    {
      find: ' || !(marker in error)) return false',
      replace: ') return false',
      why: "somebody else's error with the same code is taken for ours",
    },
    {
      find: 'super(message, options);\n    this.path',
      replace: 'super(message);\n    this.path',
      why: 'causes are lost',
    },
    { find: "name = 'ReplayError'", replace: "name = 'ConfigurationError'", why: 'an error has the name of another' },
    { find: 'this.path = path', replace: "this.path = ''", why: 'an error does not say which option is wrong' },
  ]),
];

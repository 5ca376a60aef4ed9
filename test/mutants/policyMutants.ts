import { mutantsOf } from './mutant.ts';

/** Which way an execution goes, and what it may use. */
export const policyMutants = [
  ...mutantsOf('machines/accounting.ts', [
    { find: '(usage?.inputTokens ?? 0)', replace: '(usage?.outputTokens ?? 0)', why: 'input is counted as output' },
    { find: 'totals.calls + 1', replace: 'totals.calls', why: 'calls are not counted' },
    {
      find: 'usage === undefined ? 1 : 0',
      replace: 'usage === undefined ? 0 : 1',
      why: 'reported calls count as unreported',
    },
    {
      find: 'total === null || costUsd == null ? null : total + costUsd',
      replace: 'costUsd == null ? null : (total ?? 0) + costUsd',
      why: 'a cost that was not known is forgotten',
    },
    { find: 'now >= deadline', replace: 'now > deadline', why: 'a call begins at the deadline' },
    {
      find: 'usage.inputTokens + usage.outputTokens >= maxTokens',
      replace: 'usage.inputTokens + usage.outputTokens > maxTokens',
      why: 'one call too many when the tokens are used up exactly',
    },
    {
      find: 'usage.inputTokens + usage.outputTokens >= maxTokens',
      replace: 'usage.outputTokens >= maxTokens',
      why: 'input tokens do not count',
    },
    {
      find: 'costUsd >= maxCostUsd &&',
      replace: 'costUsd > maxCostUsd &&',
      why: 'one call too many when the money is spent exactly',
    },
    {
      find: 'costUsd === null || (costUsd',
      replace: 'costUsd !== null && (costUsd',
      why: 'calls of unknown cost go on without end',
    },
    { find: ' && costUsd > 0)', replace: ')', why: 'a budget of 0 forbids what is free' },
  ]),
  ...mutantsOf('machines/policy.ts', [
    { find: 'level <= maxTier)', replace: 'level < maxTier)', why: 'maxTier excludes its own tier' },
    { find: ' && level <= context.capLevel', replace: '', why: 'an escalation goes above the cap' },
    {
      find: 'level > context.tierLevel &&',
      replace: 'level >= context.tierLevel &&',
      why: 'a tier escalates to itself',
    },
    { find: 'level >= wanted)', replace: 'level > wanted)', why: 'direct routing goes past the tier asked for' },
    { find: '?? above.at(-1)', replace: '?? above[0]', why: 'what asks for more than there is gets the next tier' },
    {
      find: 'report.timestamp ?? context.now',
      replace: 'context.now',
      why: 'a deadline passes during a call, and nobody looks',
    },
    {
      find: "verdict === 'done' || verdict === 'failed' ||",
      replace: "verdict === 'failed' ||",
      why: 'an answer that used the budget up is thrown away',
    },
    {
      find: "policy.atCap === 'reject' ? 'failed' : 'capped'",
      replace: "policy.atCap === 'execute' ? 'capped' : 'failed'",
      why: 'a person is never asked',
    },
    {
      find: 'confidence < policy.minConfidence',
      replace: 'confidence <= policy.minConfidence',
      why: 'just confident enough is not enough',
    },
    {
      find: "phase === 'executing' && occurrence",
      replace: 'occurrence',
      why: 'an unsure answer in capped escalates',
      equivalent: 'A tier is capped only at the cap, and there nothing escalates: the next line asks for that too.',
    },
    {
      find: "return unsure && !isAtCap(context) ? 'escalating' : 'done'",
      replace: "return unsure ? 'escalating' : 'done'",
      why: 'an unsure answer at the cap has nowhere to go',
    },
    {
      find: 'context.retries < policy.maxRetries',
      replace: 'context.retries <= policy.maxRetries',
      why: 'one retry too many',
    },
    { find: 'occurrence.failure.transient === true && ', replace: '', why: 'what cannot succeed is tried again' },
    {
      find: 'const ends = misconfigured || ',
      replace: 'const ends = ',
      why: 'a missing key costs a call to every tier',
    },
    {
      find: "phase === 'capped' || policy",
      replace: 'policy',
      why: 'a best effort that fails escalates',
      equivalent: 'A tier is capped only at the cap, which ends the execution by itself.',
    },
    { find: "policy.onError === 'fail' || ", replace: '', why: 'onError has no effect' },
    {
      find: "context.draft !== null || occurrence.kind === 'executed'",
      replace: 'context.draft !== null',
      why: 'the answer at hand is lost at a limit',
    },
    {
      find: "policy.onLimit === 'best-effort' && hasAnswer",
      replace: 'hasAnswer',
      why: 'a limit passes for a success though nobody asked for that',
    },
    { find: "onError: 'escalate'", replace: "onError: 'fail'", why: 'another default' },
    {
      find: "limited(policy, context, occurrence, 'timeoutMs')",
      replace: "limited(policy, context, occurrence, 'maxTokens')",
      why: 'a deadline is reported as another limit',
    },
  ]),
  ...mutantsOf('machines/checks.ts', [
    { find: 'value >= 0 && value <= 1', replace: 'value >= 0 && value < 1', why: 'a score of 1 is refused' },
    { find: 'value >= 0 && value <= 1', replace: 'value <= 1', why: 'a negative score is taken' },
    { find: "typeof output['reasoning'] === 'string' &&\n", replace: '', why: 'reasoning may be anything' },
    {
      find: "isLevel(output['requiresTier'])",
      replace: "typeof output['requiresTier'] === 'number'",
      why: 'tier 1.5 is taken',
    },
    { find: 'value >= 1;', replace: 'value >= 0;', why: 'there is a tier 0' },
    {
      find: "isObject(output['executionMetadata'])",
      replace: "'executionMetadata' in output",
      why: 'metadata may be anything',
    },
  ]),
  ...mutantsOf('machines/validConfig.ts', [
    { find: 'options.tiers.length === 0', replace: 'false', why: 'a machine without tiers' },
    { find: 'tiers.length > maxTierCount', replace: 'tiers.length >= maxTierCount', why: '64 tiers are refused' },
    {
      find: '    .toSorted((a, b) => a.level - b.level)',
      replace: '',
      why: 'tiers stay in the order in which they were given',
    },
    { find: '    seen.add(level);\n', replace: '', why: 'a level may stand twice' },
    { find: 'if (!isLevel(level))', replace: 'if (!(level >= 1))', why: 'a level need not be whole' },
    { find: " || agentId === '')", replace: ')', why: 'a tier without a name' },
    {
      find: 'if (!(key in defaultPolicy))',
      replace: 'if (!(key in policy))',
      why: 'unknown options are taken in silence',
    },
    { find: '.filter(([, value]) => value !== undefined)', replace: '', why: 'undefined takes the place of a default' },
    { find: "'atCap', 'onLimit'] as const", replace: "'atCap'] as const", why: 'onLimit may be anything' },
    {
      find: 'minConfidence >= 0 && minConfidence <= 1',
      replace: 'minConfidence >= 0',
      why: 'a gate that nothing passes',
    },
    { find: 'maxRetries <= 10', replace: 'maxRetries < 10', why: '10 retries are refused' },
    { find: 'retryDelayMs <= 3_600_000', replace: 'retryDelayMs < 3_600_000', why: 'an hour is refused' },
    { find: "typeof value === 'number' && valid", replace: 'valid', why: 'texts pass for numbers' },
    { find: ', ...(name !== undefined && { name })', replace: '', why: 'the names of tiers are lost' },
  ]),
];

import { PolicyViolationError, verifyPolicy, type Expectation } from 'xstate-handoff/testing';
const refunds: Expectation = {
  name: 'Refunds never stay at tier 1.',
  check: ({ end }) =>
    end.status === 'completed' && end.finalTier === 1 ? `Tier 1 answered, sure by ${end.confidence}.` : undefined,
};
const policy = { minConfidence: 0.8 };
for (const drive of ['none', 'transitions'] as const) {
  const c = performance.now();
  try {
    await verifyPolicy(
      {
        tiers: [
          { level: 1, agentId: 'triage' },
          { level: 2, agentId: 'desk' },
          { level: 3, agentId: 'manager' },
        ],
        policy,
      },
      { invariants: [refunds], drive },
    );
  } catch (error) {
    if (!PolicyViolationError.isInstance(error)) throw error;
  }
  console.log(drive, performance.now() - c);
}
const c = performance.now();
await verifyPolicy(
  {
    tiers: [
      { level: 2, agentId: 'desk' },
      { level: 3, agentId: 'manager' },
    ],
    policy,
  },
  { invariants: [refunds] },
);
console.log('second', performance.now() - c);

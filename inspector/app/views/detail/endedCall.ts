import { callInput, executeInput } from '../../../../src/machines/context.ts';
import type { FoldStep } from '../../../../src/machines/fold.ts';
import { recordedOccurrence } from '../../../../src/machines/occurrence.ts';
import type {
  CallReport,
  EvaluateInput,
  ExecuteInput,
  Failure,
  HandoffConfig,
  TaskEvaluation,
  TaskExecution,
} from '../../../../src/machines/types.ts';
import { phaseOf } from '../../../../src/machines/stateName.ts';

/** A call that ended with a step: what it was asked, and what it came to. */
export interface EndedCall {
  readonly kind: 'evaluate' | 'execute';
  /** As it was asked, what was edited by hand included; `undefined` where the step before is not known. */
  readonly input: EvaluateInput | ExecuteInput | undefined;
  readonly evaluation?: TaskEvaluation;
  readonly execution?: TaskExecution;
  readonly failure?: Failure;
  readonly report: CallReport;
}

export function endedCall(
  step: FoldStep,
  previous: FoldStep | undefined,
  config: HandoffConfig,
): EndedCall | undefined {
  const { event, from, tierLevel } = step.record;
  const occurrence = recordedOccurrence(event);
  if (occurrence === undefined || !('report' in occurrence)) return undefined;
  const kind = phaseOf(from) === 'evaluating' ? 'evaluate' : 'execute';
  const tier = config.tiers.find(({ level }) => level === tierLevel);
  const context = previous?.snapshot.context;
  const asked =
    tier === undefined || context === undefined
      ? undefined
      : kind === 'evaluate'
        ? callInput(context, tier)
        : executeInput(config, context, tier);
  const { report } = occurrence;
  return {
    kind,
    input: asked && { ...asked, ...report.editedInput },
    report,
    ...(occurrence.kind === 'evaluated' && { evaluation: occurrence.evaluation }),
    ...(occurrence.kind === 'executed' && { execution: occurrence.execution }),
    ...(occurrence.kind === 'failed' && { failure: occurrence.failure }),
  };
}

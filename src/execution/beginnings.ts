import { standingAtStart } from '../machines/fold.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { HandoffInput } from '../machines/types.ts';
import type { Audiences, Followed, Observation } from './audiences.ts';
import type { OneByOne } from './continuations.ts';
import { ExecutionExistsError } from './errors.ts';
import type { Executions, Ladder } from './executions.ts';
import type { ResumeOptions } from './continuation.ts';
import { isSameRequest } from './sameRequest.ts';
import type { InTurn } from './turns.ts';

export interface BeginningsOptions {
  readonly executions: Executions;
  readonly audiences: Audiences;
  readonly continuations: Pick<OneByOne, 'takeUp'>;
  readonly inTurn: InTurn;
  readonly ladder: () => Ladder;
  /** Makes what is stored of a first record. */
  readonly prepare: (record: TransitionRecord) => TransitionRecord;
}

/** Begins executions, each of them once: whoever asks for the same under the same id joins it. */
export interface Beginnings {
  begin(input: HandoffInput, observation: Observation): Promise<Followed>;
  /** Goes on with what the memory has under the id of an execution that was to begin, for those who await it. */
  join(input: HandoffInput, refusal: unknown): Promise<void>;
}

export function createBeginnings(options: BeginningsOptions): Beginnings {
  const { executions, audiences, continuations, inTurn, ladder, prepare } = options;

  function assertSame(asked: HandoffInput, present: HandoffInput | undefined, cause?: unknown): void {
    if (present !== undefined && isSameRequest(asked, present, ladder().config)) return;
    throw new ExecutionExistsError(asked.executionId, { cause });
  }

  /** As the memory would have it: redacted. */
  function storable(input: HandoffInput): HandoffInput {
    const [first] = standingAtStart(ladder().config, input).records;
    const { event } = first === undefined ? {} : prepare(first);
    return event?.type === 'xstate.init' ? event.input : input;
  }

  return {
    begin: (input, observation) =>
      inTurn(input.executionId, async (running) => {
        if (running === undefined) return executions.begin(ladder(), input, observation);
        executions.assertReady(input.executionId, observation);
        assertSame(input, running.input);
        return audiences.follow(input.executionId, observation);
      }),

    join: (input, refusal) =>
      inTurn(input.executionId, async (running) => {
        const { executionId } = input;
        try {
          if (running !== undefined) return assertSame(input, running.input, refusal);
          const [first] = await executions.recordsOf(executionId);
          assertSame(storable(input), first?.event.type === 'xstate.init' ? first.event.input : undefined, refusal);
          const none: ResumeOptions = {};
          await continuations.takeUp(executionId, none);
        } catch (error) {
          audiences.settle(executionId, { type: 'failed', error });
        }
      }),
  };
}

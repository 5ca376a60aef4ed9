import { standingAtStart } from '../machines/fold.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { HandoffInput } from '../machines/types.ts';
import type { Audience } from '../run/audience.ts';
import type { Audiences, Followed, Observation } from '../run/audiences.ts';
import type { OneByOne } from './continuations.ts';
import { ExecutionExistsError } from '../run/errors.ts';
import type { Executions, Ladder } from '../run/executions.ts';
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

/** Begins executions, each of them once: a caller who asks for the same under the same id joins it. */
export interface Beginnings {
  begin(input: HandoffInput, observation: Observation): Promise<Followed>;
  /** Goes on with what the memory has under the id of an execution that was to begin, for those who awaited that. */
  join(input: HandoffInput, refusal: unknown, audience: Audience): Promise<void>;
}

export function createBeginnings(options: BeginningsOptions): Beginnings {
  const { executions, audiences, continuations, inTurn, ladder, prepare } = options;

  function assertSame(asked: HandoffInput, present: HandoffInput | undefined, cause?: unknown): void {
    if (present !== undefined && isSameRequest(asked, present, ladder().config)) return;
    throw new ExecutionExistsError(asked.executionId, { cause });
  }

  /** @throws ExecutionExistsError where the memory has an execution of this id that was asked for something else. */
  async function assertStored(input: HandoffInput, refusal?: unknown): Promise<void> {
    const [first] = await executions.recordsOf(input.executionId);
    assertSame(storable(input), first?.event.type === 'xstate.init' ? first.event.input : undefined, refusal);
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
        const { executionId } = input;
        executions.assertReady(executionId, observation);
        if (running !== undefined) assertSame(input, running.input);
        else if (!audiences.isAwaited(executionId)) return executions.begin(ladder(), input, observation);
        else await assertStored(input);
        const taken = running === undefined ? await continuations.takeUp(executionId, {}, observation) : undefined;
        return taken ?? audiences.follow(executionId, observation);
      }),

    join: (input, refusal, audience) =>
      inTurn(input.executionId, async (running) => {
        const { executionId } = input;
        let isTaken = false;
        try {
          if (running !== undefined) assertSame(input, running.input, refusal);
          else await assertStored(input, refusal);
          isTaken = true;
          audience.moveTo(audiences.of(executionId));
          if (running === undefined) await continuations.takeUp(executionId, {});
        } catch (error) {
          audience.reject(error);
          if (isTaken) audiences.settle(executionId, { type: 'failed', error });
        }
      }),
  };
}

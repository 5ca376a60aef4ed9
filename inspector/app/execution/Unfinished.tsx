import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';

import { AnswerForm } from '../stepping/AnswerForm.tsx';
import { CancelButton } from '../stepping/CancelButton.tsx';
import { questionIn, type Question } from '../stepping/question.ts';
import type { ListedExecution } from '../../protocol.ts';
import { Icon } from '../icons.tsx';
import type { Store } from '../state/store.ts';

interface UnfinishedProps {
  readonly store: Store;
  readonly execution: ListedExecution;
}

/** Offers the ways to go on with an execution that is not over. */
export function Unfinished({ store, execution }: UnfinishedProps): JSX.Element | undefined {
  const { sourceId, executionId, status, live } = execution;
  const asked = useRef<Question>(undefined);
  const records = store.records.value;
  const question = useMemo(() => questionIn(records), [records]);
  if (question !== undefined) asked.current = question;
  const isConnected = store.connection.value.status === 'open';
  const isHeld = store.state.value.paused.some((held) => held.executionId === executionId);
  const cancel = <CancelButton onCancel={(reason) => store.send({ type: 'cancel', sourceId, executionId, reason })} />;
  return (
    <>
      {asked.current !== undefined && (
        <AnswerForm
          key={asked.current.waiting.since}
          question={asked.current}
          isOver={question === undefined}
          onRespond={(response) => store.send({ type: 'respond', sourceId, executionId, response })}
        >
          {cancel}
        </AnswerForm>
      )}
      {status === 'running' && !isHeld && (
        <p class="unfinished">
          <span class="soft">{standingWords(live, isConnected)}</span>
          {!live && isConnected && (
            <button type="button" onClick={() => store.order({ type: 'resume', sourceId, executionId })}>
              <Icon name="play" />
              Go on with it
            </button>
          )}
          {isConnected && cancel}
        </p>
      )}
    </>
  );
}

function standingWords(live: boolean, isConnected: boolean): string {
  if (!live) return 'This execution is not over, and does not run here.';
  return isConnected ? 'It is running.' : 'It was running when the connection was lost.';
}

import type { JSX } from 'preact';

import type { EndedCall } from './endedCall.ts';
import { LongText } from './LongText.tsx';

/** Shows the input of a call and its output. */
export function CallTexts({ call }: { readonly call: EndedCall }): JSX.Element {
  const { input, evaluation, execution } = call;
  const metadata = Object.entries(execution?.executionMetadata ?? {});
  return (
    <>
      {execution === undefined ? null : (
        <>
          <h3>Answer</h3>
          <LongText text={execution.result} />
          {metadata.length === 0 ? null : <LongText text={JSON.stringify(execution.executionMetadata, null, 2)} />}
        </>
      )}
      {input === undefined ? null : (
        <>
          <h3>Asked</h3>
          <LongText text={input.task} />
          {input.context === '' ? null : (
            <>
              <span class="soft">With the context:</span>
              <LongText text={input.context} />
            </>
          )}
          {'capped' in input && input.capped ? <p class="note">It was asked for its best effort.</p> : null}
          {evaluation === undefined || input.previousAttempts.length === 0 ? null : (
            <p class="soft">It was also shown what the tiers below made of it: see “Carried from lower tiers”.</p>
          )}
        </>
      )}
    </>
  );
}

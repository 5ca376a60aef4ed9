import type { JSX } from 'preact';

import type { FoldStep } from '../../../../src/machines/fold.ts';
import type { HandoffConfig } from '../../../../src/machines/types.ts';
import { shortId } from '../../format.ts';
import { Icon, type IconName } from '../../icons.tsx';
import { type WayTone, badgeOf, wayToneOf } from '../../../../src/words/wayTone.ts';
import { stateWords } from '../../../../src/words/place.ts';
import { headlineOf } from '../../../../src/words/headline.ts';
import { adviceFor } from './advice.ts';
import { CallFacts } from './CallFacts.tsx';
import { CallTexts } from './CallTexts.tsx';
import { Carried } from './Carried.tsx';
import { Changes } from './Changes.tsx';
import { CopyLink } from './CopyLink.tsx';
import { endedCall } from './endedCall.ts';
import { LongText } from './LongText.tsx';
import { Meter } from './Meter.tsx';
import { SinceStep } from './SinceStep.tsx';
import './detail.css';

export interface DetailProps {
  readonly step: FoldStep;
  /** The step before; `undefined` at the first. */
  readonly previous: FoldStep | undefined;
  readonly config: HandoffConfig;
  readonly executionId: string;
  /** Offered at steps at which a call ended. */
  readonly onFork?: ((seq: number) => void) | undefined;
  readonly onSelect?: ((seq: number) => void) | undefined;
}

const pills: { readonly [T in WayTone]: { readonly class: string; readonly icon: IconName } } = {
  escalate: { class: 'esc', icon: 'escalate' },
  execute: { class: 'exec', icon: 'check' },
  capped: { class: 'cap', icon: 'cap' },
  failed: { class: 'bad', icon: 'failed' },
  neutral: { class: '', icon: 'right' },
};

/** Everything about one step: what was decided and why, what it changed, what was asked, said and paid. */
export function Detail({ step, previous, config, executionId, onFork, onSelect }: DetailProps): JSX.Element {
  const { record, snapshot } = step;
  const { context } = snapshot;
  const call = endedCall(step, previous, config);
  const pill = pills[wayToneOf(record)];
  const tier = config.tiers.find(({ level }) => level === record.tierLevel);
  const isLost = record.to === 'failed' || record.to === 'cancelled';
  const failure = call?.failure ?? (isLost ? context.failure : null);
  return (
    <article class="detail" aria-label={`Step ${record.seq}`}>
      <p class="where">
        <span class={`pill ${pill.class}`}>
          <Icon name={record.event.type === 'wait' ? 'waiting' : pill.icon} /> {badgeOf(record)}
        </span>
        <span class="soft">
          step {record.seq} · tier {record.tierLevel} · <bdi>{tier?.name ?? record.agentId}</bdi>
        </span>
      </p>
      <h2>{headlineOf(record, context)}</h2>
      {failure === null ? null : (
        <div class="failure" role="note">
          <strong>{failure.name}</strong> <code>{failure.code}</code>{' '}
          {failure.status === undefined ? null : <span class="soft">status {failure.status}</span>}
          <LongText text={failure.message} />
          <p>{adviceFor(failure)}</p>
        </div>
      )}
      {call?.evaluation === undefined ? null : (
        <>
          <Meter label="complexity" value={call.evaluation.complexityScore} />
          <p class="soft">
            {call.evaluation.canHandle ? 'It says it can handle it' : 'It says it cannot handle it'}, and that it needs
            tier {call.evaluation.requiresTier}.
          </p>
          <blockquote>
            <LongText text={call.evaluation.reasoning} />
          </blockquote>
        </>
      )}
      {call?.execution === undefined ? null : (
        <Meter label="confidence" value={call.execution.confidence} {...gateOf(config)} />
      )}
      {call === undefined ? null : <CallTexts call={call} />}
      <SinceStep before={previous?.record.seq} onSelect={onSelect} />
      <Changes step={step} previous={previous} />
      {call === undefined ? null : (
        <>
          <h3>Call</h3>
          <CallFacts record={record} call={call} isParting={context.forkedFrom?.seq === record.seq} />
        </>
      )}
      {context.attempts.length === 0 ? null : (
        <>
          <h3>Carried from lower tiers</h3>
          <Carried attempts={context.attempts} />
        </>
      )}
      <h3>Record</h3>
      <dl class="facts">
        <dt>stands at</dt>
        <dd>{stateWords(record.to)}</dd>
        <dt>time</dt>
        <dd>{record.timestamp.replace('T', ' ').replace('Z', ' UTC')}</dd>
        <dt>seal</dt>
        <dd>
          {record.seal === undefined ? (
            'not sealed'
          ) : (
            <code title={record.seal.hash}>sha256 {shortId(record.seal.hash)}</code>
          )}
        </dd>
        {Object.keys(record.seal?.erased ?? {}).length === 0 ? null : (
          <>
            <dt>erased</dt>
            <dd>{Object.keys(record.seal?.erased ?? {}).join(', ')}</dd>
          </>
        )}
      </dl>
      <div class="actions">
        {onFork === undefined || call === undefined ? null : (
          <button type="button" class="primary" onClick={() => onFork(record.seq)}>
            <Icon name="fork" /> Fork from here…
          </button>
        )}
        <CopyLink id={executionId} seq={record.seq} />
      </div>
    </article>
  );
}

/** A gate of 0 lets everything pass, and is none. */
function gateOf({ policy: { minConfidence } }: HandoffConfig): { readonly gate?: number } {
  return minConfidence > 0 ? { gate: minConfidence } : {};
}

import { score } from '../../../../src/words/score.ts';
import type { JSX } from 'preact';

interface MeterProps {
  readonly label: string;
  /** 0..1. */
  readonly value: number;
  /** 0..1: below it, the value is not enough. */
  readonly gate?: number;
}

/** A score as a bar, with the gate that it has to pass. */
export function Meter({ label, value, gate }: MeterProps): JSX.Element {
  return (
    <div class="meter">
      <span class="soft">{label}</span>
      <span class="track">
        <i class="fill" style={{ width: `${value * 100}%` }} />
        {gate === undefined ? null : <b class="gate" style={{ left: `${gate * 100}%` }} />}
      </span>
      <span class="numbers">{score(value)}</span>
      {gate === undefined ? null : (
        <span class="gate-words faint">
          {value < gate ? 'below' : 'passes'} the gate of {score(gate)}
        </span>
      )}
    </div>
  );
}

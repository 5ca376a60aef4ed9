import type { HandoffPattern } from '../../src/pattern/handoffPattern.ts';
import type { HandoffEvent } from '../../src/run/result.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { applyRedaction } from '../../src/memory/chain/applyRedaction.ts';
import type { AskVerdict } from '../../src/run/gate.ts';
import type { ExecutionSource, SourceControl } from './executionSource.ts';
import type { LiveTail } from './liveTail.ts';

/** A piece of an answer that is being written, or the word that the pieces so far do not count. */
export type TextEvent = Extract<HandoffEvent, { readonly type: 'text-delta' | 'text-reset' }>;

/** Whom a pattern's events and calls are passed on to. */
export interface PatternListener {
  recorded(record: TransitionRecord): void;
  text(executionId: string, event: TextEvent): void;
  readonly ask: AskVerdict;
}

/** The executions of a pattern: those that it runs, and those in its memory. `mayCall`: see `SourceControl`. */
export function patternSource(
  pattern: HandoffPattern,
  { name, tail, mayCall }: { readonly name: string; readonly tail: LiveTail; readonly mayCall: boolean },
): ExecutionSource {
  return { name, memory: pattern.sharedMemory, polls: true, tail, control: controlOf(pattern, mayCall) };
}

function controlOf(pattern: HandoffPattern, mayCall: boolean): SourceControl {
  return {
    mayCall,
    // In the debugger a fork goes on under what was recorded: the person who forks looks at exactly that.
    fork: (executionId, options) => pattern.fork(executionId, { onto: 'recorded', ...options }),
    cancel: pattern.cancel,
    respond: (executionId, response) => pattern.respond(executionId, response, { returnOnWait: true }),
    resume: (executionId) => pattern.resume(executionId, { returnOnWait: true }),
  };
}

/** Follows what a pattern runs. Returns what ends it. */
export function watchPattern(pattern: HandoffPattern, tail: LiveTail, listener: PatternListener): () => void {
  const { redact } = pattern;

  function see(executionId: string, event: HandoffEvent): void {
    if ((event.type === 'text-delta' || event.type === 'text-reset') && redact === undefined)
      listener.text(executionId, event);
    if (event.type !== 'transition') return;
    const record = redact === undefined ? event.record : applyRedaction(event.record, redact);
    tail.add(record);
    listener.recorded(record);
  }

  return pattern.observe({
    onEvent: see,
    beforeCall: (call, { abortSignal }) => listener.ask(call, abortSignal),
  });
}

import type { CallReport, Usage } from '../../machines/types.ts';
import { free } from '../free.ts';
import { costOf } from '../pricing.ts';
import type { Answer } from './answer.ts';
import type { Fault } from './fault.ts';
import type { AgentSettings } from './options.ts';
import { sumOfUsage } from './usage.ts';

/** Sums what the requests of one call used and cost, and says which model they went to. */
export interface Bill {
  add(answer: Answer): void;
  report(coercions: readonly string[]): CallReport;
}

/** One answer that does not say what it used makes the sum unknown. A request that was turned away used nothing. */
export function createBill({ pricing, model }: Pick<AgentSettings, 'pricing' | 'model'>): Bill {
  let usage: Usage | null | undefined;
  let costUsd: number | null = 0;
  let answered: string | null = null;
  const priceOf = (answer: Answer, used: Usage): number | null =>
    costOf(pricing, answer.model ?? model, used) ?? costOf(pricing, model, used);

  return {
    add: (answer) => {
      answered = answer.model ?? answered;
      if (answer.usage === null && answer.text === '' && answer.fault !== null && wasTurnedAway(answer.fault)) {
        if (usage === undefined) usage = free.usage;
        return;
      }
      const cost = answer.usage === null ? null : priceOf(answer, answer.usage);
      costUsd = costUsd === null || cost === null ? null : costUsd + cost;
      if (usage === undefined) usage = answer.usage;
      else usage = usage === null || answer.usage === null ? null : sumOfUsage(usage, answer.usage);
    },
    report: (coercions) => ({
      ...(usage !== undefined && { ...(usage !== null && { usage }), costUsd: usage === null ? null : costUsd }),
      model: { asked: model, ...(answered !== null && { answered }) },
      ...(coercions.length > 0 && { coercions }),
    }),
  };
}

/** Statuses after which a model may have worked all the same: its answer came too late. */
const tooLate = new Set([408, 504, 524]);

/** Whether nobody is paid: the server answered with an error in place of a model's answer, or nobody listened. */
function wasTurnedAway({ status, reason, message, failedGeneration }: Fault): boolean {
  if (failedGeneration !== undefined) return false;
  if (status !== undefined) return !tooLate.has(status);
  return reason === 'network' && /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(message);
}

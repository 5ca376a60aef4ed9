import { StateMachine, type AnyStateMachine } from 'xstate';

import type { HandoffOptions } from '../../pattern/handoffOptions.ts';
import type { HandoffPattern } from '../../pattern/handoffPattern.ts';
import type { HandoffConfig, HandoffMachineOptions } from '../../machines/types.ts';
import { validConfig } from '../../machines/validConfig.ts';
import { createHandoffPattern } from '../../pattern/createHandoffPattern.ts';
import { explorePaths } from '../paths/explorePaths.ts';

/** The input of `verifyPolicy`: pattern options, a pattern, machine options, or a machine. */
export type PolicySource = HandoffOptions | HandoffPattern | HandoffMachineOptions | AnyStateMachine;

/** What is checked. */
export interface Subject {
  readonly config: HandoffConfig;
  /** Absent: the machine that `createHandoffMachine` makes of the configuration. */
  readonly machine?: AnyStateMachine;
}

/** No agent of the source is called. @throws ConfigurationError where the options are not valid. */
export function subjectOf(source: PolicySource): Subject {
  if (source instanceof StateMachine) return { machine: source, config: explorePaths(source).config };
  if (isPattern(source)) return { config: source.config };
  if (isMachineOptions(source)) return { config: validConfig(source) };
  return { config: createHandoffPattern(source).config };
}

function isPattern(source: object): source is HandoffPattern {
  return 'executeWithHandoff' in source;
}

function isMachineOptions(source: object): source is HandoffMachineOptions {
  return 'tiers' in source && Array.isArray(source.tiers);
}

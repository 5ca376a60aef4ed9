// The public names of `xstate-handoff/testing/fast-check`.
export { escalationCommands, escalationOutcomes, runEscalations } from './testing/drive/fastCheck.ts';
export type { EscalationCommand, EscalationCommandsOptions } from './testing/drive/fastCheck.ts';
export type { EscalationModel, EscalationSystem, OpenPattern } from './testing/drive/escalationSystem.ts';

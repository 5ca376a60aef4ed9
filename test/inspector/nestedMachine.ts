import { createMachine, type MachineContext } from 'xstate';

interface NestedState {
  readonly initial?: string;
  readonly states?: { readonly [key: string]: NestedState };
}

/** States within states, so many below the root. */
export function nestedMachine(depth: number, context: MachineContext = {}) {
  let state: NestedState = {};
  for (let level = depth; level > 0; level -= 1) state = { initial: `s${level}`, states: { [`s${level}`]: state } };
  return createMachine({ id: 'nested', context, ...state });
}

import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

import type { JsonValue } from '../../../src/machines/types.ts';
import { plainJson } from '../../actors/plainJson.ts';
import { xstate4EventName } from './eventName.ts';

type Json = { readonly [key: string]: JsonValue };

/** An XState 5 machine as a configuration that XState 4's `createMachine` takes. Guards and actions are names only. */
export function xstate4Definition(machine: AnyStateMachine, context: unknown): Json {
  return { ...stateConfig(machine.root), context: plainJson(context), predictableActionArguments: true };
}

function stateConfig(node: AnyStateNode): Json {
  const states = Object.values(node.states);
  const transitions = [...node.transitions.values()].flat();
  const [initial] = node.type === 'compound' ? node.initial.target : [];
  return {
    id: node.id,
    key: node.key,
    type: node.type,
    ...(initial !== undefined && { initial: childTowards(node, initial) }),
    ...(node.history !== false && { history: node.history }),
    ...(node.description !== undefined && { description: node.description }),
    ...(node.meta !== undefined && { meta: plainJson(node.meta) }),
    tags: node.tags,
    entry: node.entry.map(named),
    exit: node.exit.map(named),
    invoke: node.invoke.map(({ id, src }) => ({
      type: 'xstate.invoke',
      id,
      src: { type: typeof src === 'string' ? src : id },
    })),
    always: (node.always ?? []).map(transitionConfig),
    on: grouped(transitions.filter((transition) => !('delay' in transition))),
    after: grouped(transitions.filter((transition) => 'delay' in transition)),
    states: Object.fromEntries(states.map((child) => [child.key, stateConfig(child)])),
  };
}

/** XState 4 begins in a child; XState 5 may begin further down. */
function childTowards(node: AnyStateNode, target: AnyStateNode): string {
  return target.path[node.path.length] ?? target.key;
}

function grouped(transitions: readonly AnyTransitionDefinition[]): Json {
  const groups = new Map<string, Json[]>();
  for (const transition of transitions) {
    const key = 'delay' in transition ? String(transition.delay) : xstate4EventName(transition.eventType);
    groups.set(key, [...(groups.get(key) ?? []), transitionConfig(transition)]);
  }
  return Object.fromEntries(groups);
}

function transitionConfig({ target, guard, actions, reenter, description }: AnyTransitionDefinition): Json {
  return {
    ...(target !== undefined && { target: target.map(({ id }: AnyStateNode) => `#${id}`) }),
    ...(guard !== undefined && { cond: nameOf(guard, 'guard') }),
    ...(description !== undefined && { description }),
    actions: actions.map(named),
    internal: !reenter,
  };
}

function named(action: unknown): JsonValue {
  return { type: nameOf(action, 'action') };
}

/** XState 4 would run its own `xstate.assign` and others, which look different: theirs are called `assign` and so on. */
function nameOf(implementation: unknown, otherwise: string): string {
  if (typeof implementation === 'string') return implementation;
  const isNameless =
    (typeof implementation !== 'object' && typeof implementation !== 'function') || implementation === null;
  if (isNameless) return otherwise;
  const type: unknown = Reflect.get(implementation, 'type');
  if (typeof type === 'string') return type.replace(/^xstate\./, '');
  const name: unknown = Reflect.get(implementation, 'name');
  return typeof name === 'string' && name !== '' ? name : otherwise;
}

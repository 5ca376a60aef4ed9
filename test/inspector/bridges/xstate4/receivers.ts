// The only place that imports XState 4: its package resolves from this folder alone.
export { createWebSocketReceiver, createWindowReceiver } from '@xstate/inspect';

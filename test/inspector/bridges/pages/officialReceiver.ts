import { createBrowserReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';

const received: StatelyInspectionEvent[] = [];
createBrowserReceiver().subscribe((message) => {
  received.push(message);
});
Object.assign(globalThis, { received });

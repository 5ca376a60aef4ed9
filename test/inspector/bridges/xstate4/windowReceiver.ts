import { createWindowReceiver } from './receivers.ts';

const receiver = createWindowReceiver();
const received: object[] = [];
receiver.subscribe((message) => {
  const { type, sessionId } = message;
  if (type === 'service.register') {
    const { id, machine, state } = message;
    received.push({ type, sessionId, id, machine: machine.id, states: machine.stateIds, value: state.value });
  } else if (type === 'service.state') received.push({ type, sessionId, value: message.state.value });
  else received.push({ type, sessionId });
});
Object.assign(globalThis, { receiver, received });

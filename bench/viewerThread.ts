import { parentPort, workerData } from 'node:worker_threads';

import { WebSocket } from 'ws';

// A page that follows everything, and does nothing with it.
const url = new URL(String(workerData));
const origin = url.origin;
url.protocol = 'ws:';
const socket = new WebSocket(url, { origin });
socket.once('message', () => parentPort?.postMessage('open', []));

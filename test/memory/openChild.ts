/** `openChild.ts FILE ID`: once told to go, opens a file that does not exist yet, and stores one execution. */
import { once } from 'node:events';

import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';

const [file = '', id = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');

const memory = sqliteMemory(file, { busyTimeoutMs: 60_000 });
await memory.append(sampleRecords(id));
await memory.close();
process.exit();

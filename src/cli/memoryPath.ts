import { join } from 'node:path';

/** Where the command line keeps executions, unless told otherwise: below the working directory, ignored by git. */
export const defaultMemoryFile = join('.handoff', 'memory.db');

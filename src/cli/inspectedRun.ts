import { createInspector } from '../../inspector/createInspector.ts';
import type { HandoffPattern } from '../pattern/handoffPattern.ts';
import { interrupted, writeLine, type Io } from './io.ts';

/**
 * Runs something of a pattern with the debugger open, paused before the first call. Afterwards it stays open: at a
 * terminal until Ctrl+C, elsewhere until no page is connected.
 */
export async function inspected<T>(io: Io, pattern: HandoffPattern, run: () => Promise<T>): Promise<T> {
  const inspector = await createInspector({ title: 'handoff run', paused: true, keepAlive: true });
  inspector.attach(pattern, { name: 'this run' });
  writeLine(io.stderr, `Inspector: ${inspector.url}`);
  writeLine(io.stderr, 'Paused before the first call: open the page, and decide there what is called.');
  try {
    return await run();
  } finally {
    if (!io.abortSignal.aborted) {
      const until = io.interactive ? 'Ctrl+C' : 'its page is closed';
      writeLine(io.stderr, `The run is over. The inspector stays at ${inspector.url} until ${until}.`);
      await Promise.race([interrupted(io), ...(io.interactive ? [] : [inspector.deserted()])]);
    }
    await inspector.close();
  }
}

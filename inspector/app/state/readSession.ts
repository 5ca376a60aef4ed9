import { isObject } from '../../../src/machines/checks.ts';
import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import type { Session } from '../../protocol.ts';

/** The name of the element that holds the session of an exported page. */
export const sessionElementId = 'session';

/**
 * Reads a session: its JSON, the JSON lines that `handoff export` writes, or a page that was exported.
 *
 * @throws Error that says what is wrong with the file, and what to do.
 */
export function readSession(text: string, fileName: string): Session {
  const source = text.trimStart().startsWith('<') ? sessionInPage(text, fileName) : text;
  const whole = parsed(source);
  if (isObject(whole) && whole['format'] === 'xstate-handoff-session') return checkedSession(whole, fileName);
  const lines = source.split('\n').filter((line) => line.trim() !== '');
  return exportedLines(lines, fileName);
}

function sessionInPage(page: string, fileName: string): string {
  // A parsed document is inert: nothing in it runs or loads.
  const found = new DOMParser().parseFromString(page, 'text/html').getElementById(sessionElementId)?.textContent;
  if (found === undefined)
    throw new Error(`${fileName} is a web page without a session. Export it from the inspector.`);
  return found;
}

function checkedSession(value: Record<string, unknown>, fileName: string): Session {
  const { version, title, executions, focus, note } = value;
  if (version !== 1) {
    throw new Error(`${fileName} is version ${String(version)} of the session format, and this page reads version 1.`);
  }
  if (!Array.isArray(executions)) throw new Error(`${fileName} is a session without executions. Export it again.`);
  return {
    format: 'xstate-handoff-session',
    version,
    title: typeof title === 'string' ? title : fileName,
    executions: executions.map((records: unknown, index) =>
      checkedRecords(records, `execution ${index + 1} of ${fileName}`),
    ),
    ...(isFocus(focus) && { focus }),
    ...(typeof note === 'string' && { note }),
  };
}

function exportedLines(lines: readonly string[], fileName: string): Session {
  const header = parsed(lines[0] ?? '');
  if (!isObject(header) || header['format'] !== 'xstate-handoff/executions') {
    throw new Error(`${fileName} is neither a session nor an export. Open what Export or 'handoff export' wrote.`);
  }
  const executions: unknown[][] = [];
  for (const [index, line] of lines.entries()) {
    const value = parsed(line);
    if (!isObject(value)) throw new Error(`${fileName}, line ${index + 1}: this is not JSON. Export it again.`);
    if ('head' in value) executions.push([]);
    else if ('seq' in value) executions.at(-1)?.push(value);
  }
  return {
    format: 'xstate-handoff-session',
    version: 1,
    title: fileName,
    executions: executions.map((records, index) => checkedRecords(records, `execution ${index + 1} of ${fileName}`)),
  };
}

function checkedRecords(records: unknown, where: string): readonly TransitionRecord[] {
  if (!Array.isArray(records) || records.length === 0) throw new Error(`There are no records in ${where}.`);
  const checked = records.filter(isRecord);
  const wrong = records.findIndex((record, index) => !isRecord(record) || record.seq !== index);
  if (wrong >= 0) {
    throw new Error(
      `Record ${wrong} in ${where} is not one, or not the next one. The file was edited or cut off: export it again.`,
    );
  }
  return checked;
}

/** Checks the form of records as far as the page relies on it. Whether the records make sense is for the fold to say. */
function isRecord(value: unknown): value is TransitionRecord {
  if (!isObject(value) || !isObject(value['event'])) return false;
  const { event } = value;
  const start = event['type'] !== 'xstate.init' || (isObject(event['input']) && isObject(event['config']));
  const texts = [value['executionId'], value['timestamp'], value['to'], value['agentId'], event['type']];
  return (
    start &&
    texts.every((text) => typeof text === 'string') &&
    Number.isInteger(value['seq']) &&
    Number.isInteger(value['tierLevel'])
  );
}

function isFocus(value: unknown): value is NonNullable<Session['focus']> {
  return isObject(value) && typeof value['executionId'] === 'string' && Number.isInteger(value['seq']);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

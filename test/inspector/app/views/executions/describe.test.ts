import { beforeAll, describe, expect, test } from 'vitest';

import { searchableText, standingOf, unlistedWords } from '../../../../../inspector/app/views/executions/describe.ts';
import { tierMarks } from '../../../../../inspector/app/views/executions/tierSteps.ts';
import { listedOf } from '../../../../../inspector/listedOf.ts';
import type { ListedExecution } from '../../../../../inspector/protocol.ts';
import { demoSession } from '../../../support/demoSession.ts';

const listed = new Map<string, ListedExecution>();
beforeAll(async () => {
  const { executions } = await demoSession();
  for (const records of executions) {
    const entry = listedOf(records, { sourceId: 's1', live: false });
    if (entry !== undefined) listed.set(entry.task.slice(0, 13), entry);
  }
});

function entry(task: string): ListedExecution {
  const found = listed.get(task.slice(0, 13));
  if (found === undefined) throw new Error(`No execution '${task}' in ${[...listed.keys()].join()}`);
  return found;
}

describe('what the list says of an execution that nobody has opened', () => {
  const words = (task: string) => standingOf(entry(task), undefined, 0).words;

  test('an answer is an answer', () => {
    expect(words('How do I reset my password?')).toBe('tier 1 · answered');
  });

  test('a capped answer is capped, in its marks too', () => {
    expect(words('Configure SSO with our SAML provider')).toBe('tier 2 · capped');
    expect(tierMarks(entry('Configure SSO with our SAML provider'), [])).toEqual(['passed', 'capped']);
  });

  test('an answer after a failed call says so, and what it failed of can be searched', () => {
    expect(words('Change my email address')).toBe('tier 2 · answered after an error');
    expect(searchableText(entry('Change my email address'))).toContain('econnreset');
  });

  test('a capped one is found by that word', () => {
    expect(searchableText(entry('Configure SSO with our SAML provider'))).toContain('capped');
  });
});

test('a list that is cut off says so', () => {
  const source = { sourceId: 's1', name: 'my.db', readOnly: true };
  expect(unlistedWords([source])).toBe('');
  expect(unlistedWords([source, { ...source, newestOnly: 1_000 }])).toBe(
    ' · the newest 1,000 of my.db: older ones are not listed',
  );
});

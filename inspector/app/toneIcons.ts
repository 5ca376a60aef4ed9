import type { Tone } from '../../src/words/recordWords.ts';
import type { IconName } from './icons.tsx';

/** The icon of a tone, so that colour is never alone. */
export const toneIcons: Readonly<Record<Tone, IconName | undefined>> = {
  plain: undefined,
  exec: 'check',
  esc: 'escalate',
  cap: 'cap',
  bad: 'failed',
};

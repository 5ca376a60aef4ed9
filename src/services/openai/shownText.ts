import { formsOf, secret } from '../scrubSecrets.ts';
import { createStringDeltas } from './resultDeltas.ts';
import { createThinkingFilter } from './thinking.ts';

/** The text of `result` as it is shown while a model writes it. */
export interface ShownText {
  /** Takes the next piece of the model's raw text. */
  take(piece: string): Promise<void>;
  /** Shows what is held back, or the whole result where nothing could be shown before it was complete. */
  end(result: string): Promise<void>;
}

/** Shows the result without what the model thinks, and without secrets, also where one arrives in two pieces. */
export function createShownText(secrets: readonly string[], show: (delta: string) => Promise<void>): ShownText {
  const thinking = createThinkingFilter();
  const deltas = createStringDeltas('result');
  const secretFilter = createSecretFilter(formsOf(secrets));
  let isShown = false;
  const emit = async (delta: string): Promise<void> => {
    if (delta === '') return;
    isShown = true;
    await show(delta);
  };
  return {
    take: (piece) => emit(secretFilter.take(deltas(thinking.take(piece)))),
    end: async (result) => {
      await emit(secretFilter.rest());
      if (!isShown) await emit(result);
    },
  };
}

function createSecretFilter(forms: readonly string[]) {
  let held = '';
  return {
    take: (piece: string): string => {
      held = forms.reduce((text, form) => text.replaceAll(form, secret), held + piece);
      const keep = heldLength(held, forms);
      const shown = held.slice(0, held.length - keep);
      held = held.slice(held.length - keep);
      return shown;
    },
    rest: (): string => {
      const shown = held;
      held = '';
      return shown;
    },
  };
}

/** How many characters at the end of the text may be the beginning of a secret. */
function heldLength(text: string, forms: readonly string[]): number {
  let longest = 0;
  for (const form of forms) {
    for (let length = Math.min(form.length - 1, text.length); length > longest; length -= 1) {
      if (text.endsWith(form.slice(0, length))) longest = length;
    }
  }
  return longest;
}

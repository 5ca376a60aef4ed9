import { effect, signal } from '@preact/signals';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const theme = signal<Theme>('system');

const storageKey = 'handoff-inspector-theme';

/** Takes the theme of the last visit, and keeps the document and the next visit at what is chosen. */
export function startTheme(): void {
  theme.value = themes.find((name) => name === stored()) ?? 'system';
  effect(() => {
    if (theme.value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme.value;
    store(theme.value);
  });
}

export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system';
}

/** A page from `file://` may not have storage at all: then the theme is that of the system at every visit. */
function stored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function store(value: Theme): void {
  try {
    localStorage.setItem(storageKey, value);
  } catch {
    // See above.
  }
}

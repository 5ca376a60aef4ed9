import type { JSX } from 'preact';

/** Strokes in a square of 16. */
const strokes = {
  first: 'M4 3v10 M13 3 6.5 8 13 13Z',
  back: 'M11.5 3 5 8l6.5 5Z',
  forward: 'M4.5 3 11 8l-6.5 5Z',
  last: 'M12 3v10 M3 3l6.5 5L3 13Z',
  play: 'M5 3.5 12.5 8 5 12.5Z',
  pause: 'M5.5 3.5v9 M10.5 3.5v9',
  step: 'M3 3.5 8.5 8 3 12.5Z M12.5 3.5v9',
  follow: 'M2.5 8h7 M7 4.5 10.5 8 7 11.5 M13.5 3.5v9',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Z M10.5 10.5l3 3',
  close: 'M4 4l8 8 M12 4l-8 8',
  check: 'M3 8.5 6.5 12 13 4.5',
  escalate: 'M4 12 12 4 M6 4h6v6',
  cap: 'M3 3.5h10 M8 13V6.5 M5 9.5l3-3 3 3',
  failed: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z M8 5v3.5 M8 11v.01',
  cancelled: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z M4 12l8-8',
  waiting: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z M8 4.8V8l2.2 1.5',
  person: 'M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z M3 13.5c.5-2.5 2.5-4 5-4s4.5 1.5 5 4',
  hand: 'M11 2.5l2.5 2.5L6 12.5l-3.5 1 1-3.5Z',
  fork: 'M4.5 5.5v5 M4.5 8c4 0 7 0 7-2.5 M4.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z M4.5 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z M11.5 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z',
  link: 'M6.5 9.5l3-3 M7 4.5 8.5 3a3.2 3.2 0 0 1 4.5 4.5L11.5 9 M9 11.5 7.5 13A3.2 3.2 0 0 1 3 8.5L4.5 7',
  download: 'M8 2.5v8 M4.5 7.5 8 11l3.5-3.5 M3 13.5h10',
  upload: 'M8 11V3 M4.5 6 8 2.5 11.5 6 M3 13.5h10',
  sun: 'M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z M8 1.5v1.5 M8 13v1.5 M1.5 8H3 M13 8h1.5 M3.4 3.4l1 1 M11.6 11.6l1 1 M12.6 3.4l-1 1 M4.4 11.6l-1 1',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5Z',
  system: 'M2.5 3h11v7.5h-11Z M5.5 13.5h5 M8 10.5v3',
  keys: 'M5.3 5.8a2.7 2.7 0 1 1 4 2.3c-.9.5-1.3 1-1.3 2 M8 13v.01',
  list: 'M5.5 4h8 M5.5 8h8 M5.5 12h8 M2.5 4h.01 M2.5 8h.01 M2.5 12h.01',
  breakpoint: 'M8 12.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Z M8 8v.01',
  right: 'M6 3.5 10.5 8 6 12.5',
  live: 'M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z M4.2 11.8a5.4 5.4 0 0 1 0-7.6 M11.8 4.2a5.4 5.4 0 0 1 0 7.6',
} as const;

export type IconName = keyof typeof strokes;

/** An icon beside words, or inside a button that has an accessible name: it says nothing by itself. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={strokes[name]} />
    </svg>
  );
}

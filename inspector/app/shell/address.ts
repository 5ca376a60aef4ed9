import { effect } from '@preact/signals';

import { hashOf, placeOf } from '../state/link.ts';
import type { Store } from '../state/store.ts';

/** Keeps the address at what is shown: a new entry of the history for another execution, none for another step. */
export function followAddress(store: Store): void {
  const go = () => {
    const place = placeOf(location.hash);
    if (place !== undefined) store.goTo(place);
  };
  go();
  addEventListener('popstate', go);
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const place = store.place.value;
    clearTimeout(timer);
    if (place === undefined) return;
    const hash = hashOf(place);
    if (hash === location.hash) return;
    const shown = placeOf(location.hash);
    if (shown !== undefined && shown.id !== place.id) history.pushState(null, '', hash);
    // A slider moves faster than a browser lets its address change.
    else timer = setTimeout(() => history.replaceState(null, '', hash), shown === undefined ? 0 : 120);
  });
}

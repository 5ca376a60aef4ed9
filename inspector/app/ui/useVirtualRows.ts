import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

export interface VirtualRows {
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly items: readonly VirtualItem[];
  /** CSS pixels of all rows together. */
  readonly totalSize: number;
  scrollTo(index: number): void;
}

/** The rows that can be seen of a list whose rows are all equally high. `rowRem`: their height in rem. */
export function useVirtualRows(count: number, rowRem: number): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [, draw] = useReducer((times: number) => times + 1, 0);
  // Functions that stay the same are made once: the virtualizer measures anew where its functions change.
  const [fixed] = useState(() => {
    const rowSize = rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    return {
      getScrollElement: () => scroller.current,
      estimateSize: () => rowSize,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      overscan: 6,
      onChange: () => draw(undefined),
    };
  });
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>({ ...fixed, count }));
  virtualizer.setOptions({ ...fixed, count });
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    scroller,
    items: virtualizer.getVirtualItems(),
    totalSize: virtualizer.getTotalSize(),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}

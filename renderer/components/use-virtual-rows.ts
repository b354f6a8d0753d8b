import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';

const LOAD_AHEAD = 20;

interface VirtualRows {
  readonly count: number;
  readonly rowHeight: number;
  readonly keyOf: (row: number) => string | number;
  /** Reads the next page; left out where there is none. */
  readonly more: (() => void) | undefined;
}

/** A list of which only what is in sight is in the page. Asks for more when its end comes near. */
export function useVirtualRows({ count, rowHeight, keyOf, more }: VirtualRows) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    getItemKey: keyOf,
  });
  const last = rows.getVirtualItems().at(-1)?.index ?? 0;
  const latest = useRef(more);
  latest.current = more;
  const hasMore = more !== undefined;
  useEffect(() => {
    if (hasMore && last >= count - LOAD_AHEAD) latest.current?.();
  }, [hasMore, last, count]);
  return {
    scroller,
    rows,
    /** Brings a row into sight and the keys to the list. */
    show: (row: number): void => {
      rows.scrollToIndex(row, { align: 'auto' });
      scroller.current?.focus({ preventScroll: true });
    },
  };
}

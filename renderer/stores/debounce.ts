/** A call that waits until a burst has calmed down. */
export interface Debounced {
  (): void;
  /** Drops a call that still waits. */
  cancel(): void;
}

/** Runs `work` once after a burst of calls has calmed down, but at the latest after `longest` ms. */
export function debounce(work: () => void, calm = 120, longest = 1000): Debounced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = 0;
  const call = (): void => {
    const now = Date.now();
    if (timer === undefined) first = now;
    else clearTimeout(timer);
    const wait = Math.max(0, Math.min(calm, first + longest - now));
    timer = setTimeout(() => {
      timer = undefined;
      work();
    }, wait);
  };
  const cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return Object.assign(call, { cancel });
}

import { useEffect, useRef } from 'react';

interface ListKeys {
  readonly count: number;
  /** -1 where nothing is selected. */
  readonly index: number;
  readonly select: (index: number) => void;
  /** With Shift: the selection grows to there. */
  readonly extend?: (index: number) => void;
  /** Selects everything. */
  readonly all?: () => void;
  readonly open?: (index: number) => void;
  readonly close?: () => void;
}

/** Whether a key press belongs to a field, a menu or a dialog and not to the view. */
export function isTakenElsewhere(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role=dialog], [role=alertdialog], [role=menu]') !== null) {
    return true;
  }
  return target.matches('input:not([type=checkbox]), textarea, select, [role=listbox][data-own-keys]');
}

/** j/k and arrows move through the list of a view, Enter opens, Escape goes back. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.altKey || isTakenElsewhere(event)) return;
      const { count, index, select, extend, all, open, close } = latest.current;
      if (event.ctrlKey || event.metaKey) {
        if (event.key.toLowerCase() !== 'a' || all === undefined || isRoving(event.target)) return;
        event.preventDefault();
        all();
        return;
      }
      const onControl =
        event.target instanceof HTMLElement &&
        event.target.closest('button, a, [role=tab], summary') !== null;
      const move = (to: number): void => {
        if (count === 0) return;
        event.preventDefault();
        (event.shiftKey && extend !== undefined ? extend : select)(Math.min(count - 1, Math.max(0, to)));
      };
      switch (event.key) {
        case 'j':
        case 'J':
          return move(index + 1);
        case 'k':
        case 'K':
          return move(index - 1);
        case 'ArrowDown':
          return isRoving(event.target) ? undefined : move(index + 1);
        case 'ArrowUp':
          return isRoving(event.target) ? undefined : move(index - 1);
        case 'Home':
          return isRoving(event.target) ? undefined : move(0);
        case 'End':
          return isRoving(event.target) ? undefined : move(count - 1);
        case 'Enter':
          if (!onControl && index >= 0 && open !== undefined) {
            event.preventDefault();
            open(index);
          }
          return undefined;
        case 'Escape':
          close?.();
          return undefined;
        default:
          return undefined;
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** Arrow keys there already mean something: tabs, and text that scrolls. */
function isRoving(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role=tablist], [data-scrolls]') !== null;
}

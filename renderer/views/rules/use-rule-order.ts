import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../shared/domain/rule.ts';
import { isTakenElsewhere } from '../../components/use-list-keys.ts';
import { moveRule } from './rule-actions.ts';

interface Dragging {
  readonly id: string;
  /** The row under the pointer and the half of it. */
  readonly over?: { readonly id: string; readonly half: 'before' | 'after' };
}

/** Changes the order of rules: by dragging, by Alt with the arrow keys, by a menu. Says where a rule went. */
export function useRuleOrder(rules: readonly Rule[], selected: string | undefined) {
  const { t } = useTranslation();
  const [dragging, setDragging] = useState<Dragging>();
  const [said, setSaid] = useState('');

  /** Puts a rule at a position of the list without it. */
  const put = async (rule: Rule, position: number): Promise<void> => {
    const others = rules.filter(({ id }) => id !== rule.id);
    if (!(await moveRule(rule, others[position - 1]))) return;
    setSaid(t('rules.movedTo', { title: rule.title, position: position + 1, count: rules.length }));
    // A row that was moved in the page has lost the focus.
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>(`#${CSS.escape(`rule-${rule.id}`)} .row-title`)?.focus();
  };
  const move = (rule: Rule | undefined, by: -1 | 1): void => {
    if (rule === undefined) return;
    const to = rules.indexOf(rule) + by;
    if (to >= 0 && to < rules.length) void put(rule, to);
  };

  const latest = useRef({ move, rules, selected });
  latest.current = { move, rules, selected };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : undefined;
      if (!event.altKey || event.ctrlKey || by === undefined || isTakenElsewhere(event)) return;
      event.preventDefault();
      const { move: go, rules: list, selected: id } = latest.current;
      go(
        list.find((rule) => rule.id === id),
        by,
      );
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return {
    move,
    said,
    dropAt: (rule: Rule): 'before' | 'after' | undefined =>
      dragging?.over?.id === rule.id && dragging.id !== rule.id ? dragging.over.half : undefined,
    dragOf: (rule: Rule) => ({
      start: (event: DragEvent): void => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', rule.title);
        const row = event.currentTarget.closest('tr');
        if (row !== null) event.dataTransfer.setDragImage(row, 0, 0);
        setDragging({ id: rule.id });
      },
      over: (event: DragEvent): void => {
        if (dragging === undefined) return;
        event.preventDefault();
        const { top, height } = event.currentTarget.getBoundingClientRect();
        const half = event.clientY < top + height / 2 ? 'before' : 'after';
        if (dragging.over?.id !== rule.id || dragging.over.half !== half)
          setDragging({ id: dragging.id, over: { id: rule.id, half } });
      },
      drop: (event: DragEvent): void => {
        event.preventDefault();
        const moved = rules.find(({ id }) => id === dragging?.id);
        const half = dragging?.over?.half;
        setDragging(undefined);
        if (moved === undefined || moved.id === rule.id) return;
        const others = rules.filter(({ id }) => id !== moved.id);
        void put(moved, others.indexOf(rule) + (half === 'after' ? 1 : 0));
      },
      end: (): void => setDragging(undefined),
    }),
  };
}

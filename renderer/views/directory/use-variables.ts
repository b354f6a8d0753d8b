import { useRef, type FocusEvent } from 'react';
import type { FieldValues, Path, PathValue, UseFormReturn } from 'react-hook-form';

type TextControl = HTMLInputElement | HTMLTextAreaElement;

/** Puts a variable where the person was writing last, among the fields that may hold variables. */
export function useVariables<V extends FieldValues>(form: UseFormReturn<V>, fields: readonly Path<V>[]) {
  const last = useRef<TextControl>(undefined);
  return {
    /** For the element around the fields. */
    onFocus: ({ target }: FocusEvent): void => {
      const isText = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
      if (isText && fields.some((field) => field === target.name)) last.current = target;
    },
    insert: (variable: string): void => {
      const [first] = fields;
      const control = last.current ?? document.querySelector<TextControl>(`[name="${first ?? ''}"]`);
      if (control === null || control === undefined) return;
      control.setRangeText(
        `{{${variable}}}`,
        control.selectionStart ?? control.value.length,
        control.selectionEnd ?? control.value.length,
        'end',
      );
      form.setValue(control.name as Path<V>, control.value as PathValue<V, Path<V>>, {
        shouldDirty: true,
        shouldValidate: true,
      });
      control.focus();
    },
  };
}

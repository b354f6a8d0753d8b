import type { Option } from '../../components/fields.tsx';

/** Entries to choose from. One that was switched off stays where it is until another is chosen. */
export function entryOptions(
  list: readonly { readonly id: string; readonly name: string; readonly active: boolean }[],
  held: string | undefined,
  none: string,
): Option[] {
  return [
    { value: '', label: none },
    ...list
      .filter(({ id, active }) => active || id === held)
      .map(({ id, name }) => ({ value: id, label: name })),
  ];
}

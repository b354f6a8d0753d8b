import { fieldOfPath } from './resolver.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';

/** Codes that belong to one field although they come as a failure of the whole request. */
const problemOfCode: Readonly<Record<string, string>> = {
  'input.nameTaken': 'nameTaken',
  'input.port25': 'port25',
  'input.lastDefault': 'lastDefault',
};

/**
 * Shows what the engine refused at the fields it names and moves the focus to the first. Answers whether
 * every part of the failure found a field; what did not belongs above the form.
 */
export function showServerProblems<V extends FieldValues>(
  form: UseFormReturn<V>,
  error: MailroomError,
  known: readonly string[],
  special: Readonly<Record<string, string>> = {},
): boolean {
  const own = problemOfCode[error.code];
  const problems =
    error.problems !== undefined && error.problems.length > 0
      ? error.problems.map(({ field, problem }) => ({ field: fieldOfPath(field), problem }))
      : error.field !== undefined && own !== undefined
        ? [{ field: error.field, problem: special[error.field] ?? own }]
        : [];
  const placed = problems.filter(({ field }) => known.includes(field));
  for (const [index, { field, problem }] of placed.entries()) {
    form.setError(field as Path<V>, { type: 'server', message: problem }, { shouldFocus: index === 0 });
  }
  return placed.length > 0 && placed.length === problems.length;
}

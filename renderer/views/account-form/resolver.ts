import type { FieldErrors, FieldValues, Resolver } from 'react-hook-form';
import type { z } from 'zod';

/** Name of the form field an issue or problem belongs to: the last named part of its path. */
export function fieldOfPath(path: string | readonly PropertyKey[]): string {
  const parts = typeof path === 'string' ? path.split('.') : path.map(String);
  return parts.findLast((part) => !/^\d+$/.test(part)) ?? '';
}

/** Problems found beside the schema: `{ field: problemCode }`. */
export type Extra = Readonly<Record<string, string | undefined>>;

/**
 * Checks a form with the schema the engine uses. Forms hold text where the domain holds numbers, so the
 * values are converted first; form fields carry the names of the domain, so issues find their field.
 */
export function domainResolver<V extends FieldValues>(
  schema: z.ZodType,
  toInput: (values: V) => unknown,
  extra: (values: V) => Extra = () => ({}),
): Resolver<V> {
  return (values) => {
    const problems = problemsOf(schema, toInput(values), extra(values));
    const errors = Object.fromEntries(
      Object.entries(problems).map(([field, message]) => [field, { type: 'domain', message }]),
    );
    return Object.keys(errors).length === 0
      ? { values, errors: {} }
      : { values: {}, errors: errors as FieldErrors<V> };
  };
}

function problemsOf(schema: z.ZodType, input: unknown, extra: Extra): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const [field, problem] of Object.entries(extra)) {
    if (problem !== undefined) problems[field] = problem;
  }
  const parsed = schema.safeParse(input);
  for (const issue of parsed.error?.issues ?? []) {
    const field = fieldOfPath(issue.path);
    if (field !== '') problems[field] ??= issue.message;
  }
  return problems;
}

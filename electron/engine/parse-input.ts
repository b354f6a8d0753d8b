import type { z } from 'zod';
import { MailroomError, type FieldProblem } from '../../shared/errors.ts';

/**
 * Parses a value from outside.
 *
 * @throws MailroomError `input.invalid` with one problem per field, `input.port25` for the refused port
 */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems: FieldProblem[] = parsed.error.issues.map((issue) => ({
    field:
      issue.path
        .map(String)
        .filter((part) => part !== 'account')
        .join('.') || unknownKeys(issue),
    problem: problemCode(issue),
  }));
  const port25 = problems.find((problem) => problem.problem === 'port25');
  const field = (port25 ?? problems[0])?.field;
  throw new MailroomError(port25 === undefined ? 'input.invalid' : 'input.port25', 'input', {
    field,
    problems,
  });
}

function unknownKeys(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : '';
}

/** The schemas' own codes pass through; zod's other messages are summed up. */
function problemCode(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'unknownField';
  if (issue.code === 'invalid_type') {
    if (/^[a-z][A-Za-z0-9]+$/.test(issue.message)) return issue.message;
    return issue.input === undefined ? 'required' : 'invalid';
  }
  return /^[a-z][A-Za-z0-9]+$/.test(issue.message) ? issue.message : 'invalid';
}

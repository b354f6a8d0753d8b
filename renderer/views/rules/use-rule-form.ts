import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { Rule, RuleInput } from '../../../shared/domain/rule.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { problemText } from '../../error-text.ts';
import { useRules } from '../../stores/rules.ts';
import { ruleInput, ruleProblems, ruleValues, type RuleProblems, type RuleValues } from './rule-values.ts';

interface RuleFormOptions {
  /** Left out for a new rule. */
  readonly rule: Rule | undefined;
  readonly accountId: string;
  readonly nextRank: number;
  readonly onSaved: () => void;
}

/** What the engine refused, by path; undefined where it is no matter of a field. */
function refusedAt(error: MailroomError): RuleProblems | undefined {
  if (error.problems !== undefined && error.problems.length > 0) {
    // Problems come with the place in the request, where the rule can be one level down.
    return Object.fromEntries(
      error.problems.map(({ field, problem }) => [field.replace(/^rule\./, ''), problem]),
    );
  }
  return error.code === 'input.nameTaken' && error.field === 'rank' ? { rank: 'rankTaken' } : undefined;
}

/** The form of a rule: a list of rows each, so that problems have a place in the row they belong to. */
export function useRuleForm({ rule, accountId, nextRank, onSaved }: RuleFormOptions) {
  const [start] = useState(() => ruleValues(rule, nextRank));
  const [values, setValues] = useState<RuleValues>(start);
  const [checked, setChecked] = useState(false);
  const [refused, setRefused] = useState<RuleProblems>({});
  const [failure, setFailure] = useState<MailroomError>();
  const [saving, setSaving] = useState(false);
  const [attempts, setAttempts] = useState(0);
  const form = useRef<HTMLDivElement>(null);
  const input = ruleInput(values, accountId);
  const problems = checked ? { ...refused, ...ruleProblems(input) } : refused;

  useEffect(() => {
    if (attempts > 0)
      form.current?.querySelector<HTMLElement>(':is(input, select, textarea)[aria-invalid]')?.focus();
  }, [attempts]);

  /** Shows what is wrong with the input; undefined then. */
  const inputIfValid = (): RuleInput | undefined => {
    setChecked(true);
    if (Object.keys(ruleProblems(input)).length === 0) return input;
    setAttempts((count) => count + 1);
    return undefined;
  };
  const save = async (): Promise<void> => {
    if (inputIfValid() === undefined) return;
    setSaving(true);
    setFailure(undefined);
    try {
      if (rule === undefined) await invoke('rules.create', input);
      else await invoke('rules.update', { id: rule.id, rule: input });
      await useRules.getState().load();
      onSaved();
    } catch (thrown) {
      const error = asMailroomError(thrown);
      const places = refusedAt(error);
      if (places === undefined) setFailure(error);
      else {
        setRefused(places);
        setAttempts((count) => count + 1);
      }
    }
    setSaving(false);
  };
  return {
    form,
    values,
    change: (change: Partial<RuleValues>): void => {
      setValues((before) => ({ ...before, ...change }));
      setRefused({});
    },
    /** What is wrong at a path, in words. */
    problemAt: (path: string): string | undefined => {
      const problem = problems[path];
      return problem === undefined ? undefined : problemText(problem);
    },
    inputIfValid,
    frame: {
      failure,
      saving,
      dirty: values !== start,
      onSubmit: (event?: FormEvent): void => {
        event?.preventDefault();
        void save();
      },
    },
  };
}

export type RuleForm = ReturnType<typeof useRuleForm>;

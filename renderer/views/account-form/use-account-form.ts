import { useCallback, useEffect, useLayoutEffect, useState } from 'react';
import {
  useForm,
  type DefaultValues,
  type FieldValues,
  type Path,
  type Resolver,
  type UseFormReturn,
} from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { ConnectionTest } from '../../../shared/domain/connection-test.ts';
import type { MailroomError, PlainError } from '../../../shared/errors.ts';
import { asMailroomError } from '../../bridge.ts';
import { takeFocus } from '../../components/take-focus.ts';
import { errorText, problemText } from '../../error-text.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { showServerProblems } from './server-problems.ts';
import { useTester } from './use-tester.ts';

interface Options<V extends FieldValues> {
  readonly defaults: V;
  readonly resolver: Resolver<V>;
  /** Names of all fields the form has. */
  readonly fields: readonly string[];
  /** Fields under "Advanced": pointing at one of them unfolds it. */
  readonly advanced: readonly string[];
  readonly save: (values: V) => Promise<void>;
  readonly check: (values: V, token: string) => Promise<ConnectionTest>;
  /** Where to start, for instance the field a failing account points at. */
  readonly focus?: string | undefined;
}

/** What the incoming and the outgoing form have in common. */
export function useAccountForm<V extends FieldValues>(options: Options<V>) {
  const { t } = useTranslation();
  const { fields, advanced, save, check } = options;
  const form: UseFormReturn<V> = useForm<V>({
    defaultValues: options.defaults as DefaultValues<V>,
    resolver: options.resolver,
    mode: 'onTouched',
    // The first in the order of the form takes the focus, also one that is folded.
    shouldFocusError: false,
  });
  const tester = useTester();
  const [failure, setFailure] = useState<MailroomError>();
  const [findings, setFindings] = useState<Readonly<Record<string, string>>>({});
  const [unfolded, setUnfolded] = useState(false);
  /** An object, so that pointing at the same field again counts as pointing. */
  const [pointedAt, setPointedAt] = useState<{ readonly field: string }>();
  const { isDirty, errors, isSubmitting } = form.formState;

  const setUnsaved = useNavigation((state) => state.setUnsaved);
  useEffect(() => {
    setUnsaved(isDirty);
    return () => setUnsaved(false);
  }, [isDirty, setUnsaved]);

  const focusField = useCallback(
    (field: string): void => {
      if (advanced.includes(field)) setUnfolded(true);
      setPointedAt({ field });
    },
    [advanced],
  );
  // Not before the field is there: it can be among those that were folded until now.
  useLayoutEffect(() => {
    if (pointedAt === undefined) return undefined;
    const control = document.getElementById(`field-${pointedAt.field}`);
    if (control === null) return undefined;
    const cancel = takeFocus(control);
    control.closest('[data-field]')?.scrollIntoView?.({ block: 'nearest' });
    return cancel;
  }, [pointedAt]);

  // Errors in folded fields must be seen.
  const foldedError = advanced.some((field) => errors[field] !== undefined);
  useEffect(() => {
    if (foldedError) setUnfolded(true);
  }, [foldedError]);

  // Also when the way leads to a form that is open already ("Fix" in the status line).
  const place = useNavigation((state) => state.place);
  const { focus } = options;
  useEffect(() => {
    if (focus !== undefined && place.form !== undefined) focusField(focus);
  }, [place, focus, focusField]);

  const { outdate } = tester;
  useEffect(() => {
    const subscription = form.watch((_values, { name }) => {
      outdate();
      setFailure(undefined);
      if (name !== undefined) setFindings(({ [name]: _seen, ...rest }) => rest);
    });
    return () => subscription.unsubscribe();
  }, [form, outdate]);

  const submit = form.handleSubmit(
    async (values) => {
      setFailure(undefined);
      try {
        await save(values);
      } catch (thrown) {
        const error = asMailroomError(thrown);
        if (!showServerProblems(form, error, fields)) setFailure(error);
      }
    },
    (invalid) => {
      const first = fields.find((field) => invalid[field] !== undefined);
      if (first !== undefined) focusField(first);
    },
  );

  const showFinding = (error: PlainError): void => {
    if (error.field === undefined || !fields.includes(error.field)) return;
    const { field } = error;
    setFindings({ [field]: errorText(error).title });
    focusField(field);
  };

  /** Runs the test on what is in the form; the name is not needed for it. */
  const test = async (): Promise<void> => {
    setFindings({});
    const checked = fields.filter((field) => field !== 'name') as Path<V>[];
    if (!(await form.trigger(checked))) {
      const first = fields.find(
        (field) => field !== 'name' && form.getFieldState(field as Path<V>).error !== undefined,
      );
      if (first !== undefined) focusField(first);
      return;
    }
    const finding = await tester.run((token) => check(form.getValues(), token));
    if (finding !== undefined) showFinding(finding);
  };

  /** What a field shows around its control. */
  const about = (name: string) => {
    const message = errors[name]?.message;
    return {
      name,
      label: t(`fields.${name}`),
      error: typeof message === 'string' ? problemText(message) : undefined,
      finding: findings[name],
    };
  };

  return {
    form,
    tester,
    failure,
    unfolded,
    setUnfolded,
    submit,
    test,
    showFinding,
    about,
    isSubmitting,
    isDirty,
  };
}

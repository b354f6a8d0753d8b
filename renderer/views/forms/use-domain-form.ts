import { useState, type FormEvent } from 'react';
import { useForm, type DefaultValues, type FieldValues, type Path } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError } from '../../bridge.ts';
import { problemText } from '../../error-text.ts';
import { domainResolver, type Extra } from '../account-form/resolver.ts';
import { showServerProblems } from '../account-form/server-problems.ts';

interface Options<V extends FieldValues> {
  readonly defaults: V;
  readonly schema: z.ZodType;
  readonly toInput: (values: V) => unknown;
  readonly extra?: (values: V) => Extra;
  /** Problem code by field for what is taken already, where "this name is taken" does not fit. */
  readonly taken?: Readonly<Record<string, string>>;
  readonly save: (values: V) => Promise<void>;
}

/** What the frame around the fields needs. */
export interface FormFrame {
  readonly failure: MailroomError | undefined;
  readonly saving: boolean;
  readonly dirty: boolean;
  readonly onSubmit: (event?: FormEvent) => void;
}

/** A form checked by the schema of the domain; what the engine refuses is shown at the field, the rest above. */
export function useDomainForm<V extends FieldValues>({
  defaults,
  schema,
  toInput,
  extra,
  taken,
  save,
}: Options<V>) {
  const { t } = useTranslation();
  const [failure, setFailure] = useState<MailroomError>();
  const form = useForm<V>({
    defaultValues: defaults as DefaultValues<V>,
    resolver: domainResolver<V>(schema, toInput, extra),
    mode: 'onTouched',
  });
  const { errors, isDirty, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    try {
      await save(values);
    } catch (thrown) {
      const error = asMailroomError(thrown);
      if (!showServerProblems(form, error, Object.keys(defaults), taken)) setFailure(error);
    }
  });
  /** What a field shows around its control. */
  const about = (field: Path<V> & string) => {
    const name: string = field;
    const message = errors[field]?.message;
    return {
      name,
      label: t(`fields.${name}`),
      error: typeof message === 'string' ? problemText(message) : undefined,
    };
  };
  const frame: FormFrame = {
    failure,
    saving: isSubmitting,
    dirty: isDirty,
    onSubmit: (event) => void submit(event),
  };
  return { form, about, frame };
}

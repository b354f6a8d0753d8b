import { useTranslation } from 'react-i18next';
import type { TestStepId } from '../../../shared/domain/connection-test.ts';
import {
  authentications,
  bodyCharsets,
  encryptionForSubmissionPort,
  REFUSED_PORT,
  transferEncodings,
} from '../../../shared/domain/outgoing-account.ts';
import type { OutgoingOverview } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import { SecretField, SelectField, SwitchField, TextAreaField, TextField } from '../../components/fields.tsx';
import { notify } from '../../components/toasts.tsx';
import { parseDecimal } from '../../format.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { AccountForm } from '../account-form/account-form.tsx';
import { CaFileField } from '../account-form/ca-file-field.tsx';
import { ConnectionTester } from '../account-form/connection-tester.tsx';
import { useAccountForm } from '../account-form/use-account-form.ts';
import { useTrust } from '../account-form/use-trust.tsx';
import { useStoredSecret } from '../account-form/use-stored-secret.ts';
import {
  newOutgoing,
  outgoingAdvanced,
  outgoingFields,
  outgoingInput,
  outgoingResolver,
  outgoingValues,
  sendsReadable,
  type OutgoingFormValues,
} from './form-values.ts';
import { SentCopyFields } from './sent-copy-fields.tsx';
import { SubmissionLimits } from './submission-limits.tsx';
import { TakeOver } from './take-over.tsx';

const steps: readonly TestStepId[] = ['input', 'dns', 'connect', 'tls', 'login', 'sender'];

const charsetNames: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'iso-8859-1': 'ISO-8859-1 (Latin-1)',
  'iso-8859-15': 'ISO-8859-15 (Latin-9)',
  'windows-1252': 'Windows-1252',
  'us-ascii': 'US-ASCII',
};

interface OutgoingFormProps {
  /** Left out for a new account. */
  readonly overview?: OutgoingOverview | undefined;
  readonly focus?: string | undefined;
}

/** The form of an outgoing account (SMTP), in the words of the specification. */
export function OutgoingForm({ overview, focus }: OutgoingFormProps) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const setUnsaved = useNavigation((state) => state.setUnsaved);
  const putOutgoing = useAccounts((state) => state.putOutgoing);
  const hasDefault = useAccounts((state) => state.outgoing.some(({ account }) => account.isDefault));
  const hasSecret = overview?.hasSecret ?? false;
  const stored = useStoredSecret(hasSecret);
  const active = overview?.account.active ?? true;
  const isTheDefault = overview?.account.isDefault ?? !hasDefault;

  const secretOf = (values: OutgoingFormValues) =>
    values.secret === '' || values.authentication === 'none' ? {} : { secret: values.secret };
  /** What is in the form; the name is not needed for looking at the server. */
  const unsaved = (values: OutgoingFormValues) =>
    outgoingInput({ ...values, name: values.name.trim() === '' ? values.host : values.name }, active);
  const { form, tester, about, ...rest } = useAccountForm<OutgoingFormValues>({
    defaults:
      overview === undefined ? { ...newOutgoing, isDefault: !hasDefault } : outgoingValues(overview.account),
    resolver: outgoingResolver(hasSecret),
    fields: outgoingFields,
    advanced: outgoingAdvanced,
    focus: focus ?? (overview === undefined ? 'name' : undefined),
    check: (values, token) =>
      invoke('outgoing.check', {
        token,
        account: unsaved(values),
        ...secretOf(values),
        ...(overview === undefined ? {} : { id: overview.account.id }),
      }),
    save: async (values) => {
      const request = { account: outgoingInput(values, active), ...secretOf(values) };
      const saved =
        overview === undefined
          ? await invoke('outgoing.create', request)
          : await invoke('outgoing.update', { id: overview.account.id, ...request });
      putOutgoing(saved);
      setUnsaved(false);
      go({ view: 'outgoing' });
      notify({ title: t('outgoing.saved', { name: saved.account.name }), text: t('outgoing.savedText') });
    },
  });
  const trust = useTrust({
    form,
    about,
    test: rest.test,
    certificate: (values) => invoke('outgoing.certificate', { account: unsaved(values) }),
  });

  const { register, setValue, watch } = form;
  const encryption = watch('encryption');
  const authentication = watch('authentication');
  const portField = register('port');
  const port = watch('port');

  return (
    <>
      <AccountForm
        title={overview === undefined ? t('palette.newOutgoing') : overview.account.name}
        failure={rest.failure}
        saving={rest.isSubmitting}
        unfolded={rest.unfolded}
        onUnfold={rest.setUnfolded}
        onSubmit={rest.submit}
        onCancel={() => go({ view: 'outgoing' })}
        tester={
          <ConnectionTester
            doing="sending"
            state={tester.state}
            steps={encryption === 'none' ? steps.filter((step) => step !== 'tls') : steps}
            onRun={() => void rest.test()}
            onShowField={rest.showFinding}
            onShowCertificate={trust.show}
          />
        }
        advanced={
          <>
            <SelectField
              {...about('encryption')}
              label={t('form.encryptionMode')}
              registration={register('encryption')}
              options={[
                { value: 'starttls', label: t('form.encryption.starttls') },
                { value: 'tls', label: t('form.encryption.tls') },
                { value: 'none', label: t('form.encryption.none') },
              ]}
            />
            <SelectField
              {...about('transferEncoding')}
              registration={register('transferEncoding')}
              options={transferEncodings.map((value) => ({
                value,
                label: t(`form.transferEncoding.${value}`),
              }))}
              help={t('form.transferEncodingHelp')}
            />
            {sendsReadable({ encryption, authentication }) && (
              <SwitchField
                {...about('allowClearPassword')}
                checked={watch('allowClearPassword')}
                onChange={(on) => {
                  setValue('allowClearPassword', on, { shouldDirty: true });
                  void form.trigger('encryption');
                }}
                warning={t('form.allowClearPasswordWarning')}
              />
            )}
            <SubmissionLimits form={form} about={about} />
            <SentCopyFields form={form} about={about} />
            <CaFileField
              {...about('caFile')}
              registration={register('caFile')}
              onChoose={(path) => setValue('caFile', path, { shouldDirty: true, shouldValidate: true })}
            />
            {trust.fields}
          </>
        }
      >
        <TakeOver form={form} />
        <TextField {...about('name')} required registration={register('name')} />
        <TextAreaField {...about('description')} registration={register('description')} />
        <SwitchField
          {...about('isDefault')}
          checked={watch('isDefault')}
          disabled={isTheDefault}
          onChange={(on) => setValue('isDefault', on, { shouldDirty: true })}
          help={isTheDefault ? t('form.isDefaultFixed') : t('form.isDefaultHelp')}
        />
        <TextField
          {...about('maxSizeBytes')}
          registration={register('maxSizeBytes')}
          width="short"
          unit="MB"
          input={{ inputMode: 'decimal' }}
          help={t('form.maxSizeOutHelp')}
        />
        <SelectField
          {...about('transport')}
          registration={register('transport')}
          options={[{ value: 'smtp', label: 'SMTP' }]}
        />
        <TextField
          {...about('host')}
          required
          registration={register('host')}
          input={{ placeholder: t('form.smtpHostPlaceholder') }}
        />
        <TextField
          {...about('port')}
          required
          registration={{
            ...portField,
            onChange: async (event) => {
              await portField.onChange(event);
              const typed = parseDecimal(form.getValues('port'));
              if (encryption !== 'none' && typed > 0) {
                setValue('encryption', encryptionForSubmissionPort(typed), { shouldDirty: true });
              }
              // Nobody should have to leave the field to learn that 25 will not do.
              if (typed === REFUSED_PORT) await form.trigger('port');
            },
          }}
          width="short"
          input={{ inputMode: 'numeric' }}
          help={t('form.submissionPortHelp')}
        />
        <SwitchField
          {...about('ssl')}
          label={t('fields.encryption')}
          checked={encryption !== 'none'}
          onChange={(on) =>
            setValue('encryption', on ? encryptionForSubmissionPort(parseDecimal(port)) : 'none', {
              shouldDirty: true,
              shouldValidate: true,
            })
          }
          help={encryption === 'tls' ? t('form.sslOutTls') : t('form.sslOutStarttls')}
          warning={encryption === 'none' ? t('form.sslOff') : undefined}
        />
        <TextField
          {...about('senderAddress')}
          required
          registration={register('senderAddress')}
          input={{ type: 'email', placeholder: t('form.senderAddressPlaceholder') }}
        />
        <TextField
          {...about('senderName')}
          required
          registration={register('senderName')}
          help={t('form.senderNameHelp')}
        />
        <SelectField
          {...about('bodyCharset')}
          required
          registration={register('bodyCharset')}
          options={bodyCharsets.map((value) => ({ value, label: charsetNames[value] ?? value }))}
          help={t('form.bodyCharsetHelp')}
        />
        <SelectField
          {...about('authentication')}
          required
          registration={register('authentication')}
          options={authentications.map((value) => ({ value, label: t(`form.authentication.${value}`) }))}
          help={authentication === 'xoauth2' ? t('form.xoauth2Help') : t('form.authenticationHelp')}
        />
        <TextField
          {...about('user')}
          required={authentication !== 'none'}
          registration={register('user')}
          input={{ disabled: authentication === 'none' }}
          {...(authentication === 'none' ? { help: t('form.noSignIn') } : {})}
        />
        <SecretField
          {...about('secret')}
          {...(authentication === 'xoauth2' ? { label: t('form.accessToken') } : {})}
          required={authentication !== 'none' && !hasSecret}
          registration={register('secret')}
          disabled={authentication === 'none'}
          {...stored}
        />
      </AccountForm>
      {trust.dialog}
    </>
  );
}

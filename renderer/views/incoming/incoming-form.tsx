import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TestStepId } from '../../../shared/domain/connection-test.ts';
import type { Encryption } from '../../../shared/domain/fields.ts';
import { defaultIncomingPort, isExchangeOnlineHost } from '../../../shared/domain/incoming-account.ts';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import {
  RadioField,
  SecretField,
  SelectField,
  SwitchField,
  TextAreaField,
  TextField,
} from '../../components/fields.tsx';
import { notify } from '../../components/toasts.tsx';
import { errorText } from '../../error-text.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { AccountForm } from '../account-form/account-form.tsx';
import { CaFileField } from '../account-form/ca-file-field.tsx';
import { ConnectionTester } from '../account-form/connection-tester.tsx';
import { useAccountForm } from '../account-form/use-account-form.ts';
import { useTrust } from '../account-form/use-trust.tsx';
import { useStoredSecret } from '../account-form/use-stored-secret.ts';
import {
  incomingAdvanced,
  incomingFields,
  incomingInput,
  incomingResolver,
  incomingValues,
  isFirstContact,
  newIncoming,
  type IncomingFormValues,
} from './form-values.ts';
import { MailboxField } from './mailbox-field.tsx';
import { MailboxPicker } from './mailbox-picker.tsx';
import { ServerMailFields } from './server-mail-fields.tsx';
import { TicketMailFields } from './ticket-mail-fields.tsx';

const steps: readonly TestStepId[] = ['input', 'dns', 'connect', 'tls', 'login', 'mailbox'];

interface IncomingFormProps {
  /** Left out for a new account. */
  readonly overview?: IncomingOverview | undefined;
  readonly focus?: string | undefined;
}

/** The form of an incoming account, in the words of the specification. */
export function IncomingForm({ overview, focus }: IncomingFormProps) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const setUnsaved = useNavigation((state) => state.setUnsaved);
  const putIncoming = useAccounts((state) => state.putIncoming);
  const hasSecret = overview?.hasSecret ?? false;
  const stored = useStoredSecret(hasSecret);
  const account = overview?.account;
  const active = account?.active ?? true;
  const [picking, setPicking] = useState<'mailbox' | 'moveTo'>();

  const secretOf = (values: IncomingFormValues) => (values.secret === '' ? {} : { secret: values.secret });
  /** What a question to the server needs; the name of the account is none of its business. */
  const questionOf = (values: IncomingFormValues) => ({
    account: incomingInput(
      { ...values, name: values.name.trim() === '' ? values.host : values.name },
      active,
      account,
    ),
    ...secretOf(values),
    ...(account === undefined ? {} : { id: account.id }),
  });
  const { form, tester, about, ...rest } = useAccountForm<IncomingFormValues>({
    defaults: account === undefined ? newIncoming : incomingValues(account),
    resolver: incomingResolver(hasSecret, account),
    fields: incomingFields,
    advanced: incomingAdvanced,
    focus: focus ?? (overview === undefined ? 'name' : undefined),
    check: (values, token) => invoke('incoming.check', { token, ...questionOf(values) }),
    save: async (values) => {
      const request = { account: incomingInput(values, active, account), ...secretOf(values) };
      const saved =
        account === undefined
          ? await invoke('incoming.create', request)
          : await invoke('incoming.update', { id: account.id, ...request });
      putIncoming(saved);
      setUnsaved(false);
      go({ view: 'incoming' });
      notify({
        title: t('incoming.saved', { name: saved.account.name }),
        text: !active
          ? t('incoming.savedPaused')
          : saved.account.firstContactAt === undefined && saved.account.firstContact === 'ask'
            ? t('incoming.savedAsk')
            : t('incoming.savedText'),
      });
    },
  });
  const trust = useTrust({
    form,
    about,
    test: rest.test,
    certificate: (values) => invoke('incoming.certificate', { account: questionOf(values).account }),
  });

  const { register, setValue, watch } = form;
  const serverType = watch('serverType');
  const encryption = watch('encryption');
  const host = watch('host');
  const setEncryption = (next: Encryption): void => {
    setValue('encryption', next, { shouldDirty: true, shouldValidate: form.formState.isSubmitted });
    // A port that was only the usual one follows the choice.
    const port = watch('port').trim();
    if (port === '' || port === String(defaultIncomingPort(serverType, encryption))) {
      setValue('port', port === '' ? '' : String(defaultIncomingPort(serverType, next)), {
        shouldDirty: true,
      });
    }
  };
  const pick = async (field: 'mailbox' | 'moveTo'): Promise<void> => {
    if (await form.trigger(['host', 'port', 'user', 'secret'], { shouldFocus: true })) setPicking(field);
  };
  const serverTypeField = register('serverType');
  const encryptionField = register('encryption');

  return (
    <>
      <AccountForm
        title={overview === undefined ? t('palette.newIncoming') : overview.account.name}
        failure={rest.failure}
        saving={rest.isSubmitting}
        unfolded={rest.unfolded}
        onUnfold={rest.setUnfolded}
        onSubmit={rest.submit}
        onCancel={() => go({ view: 'incoming' })}
        tester={
          <ConnectionTester
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
              registration={{
                ...encryptionField,
                onChange: async (event) => {
                  const next = (event.target as HTMLSelectElement).value as Encryption;
                  setEncryption(next);
                  await encryptionField.onChange(event);
                },
              }}
              options={[
                { value: 'tls', label: t('form.encryption.tls') },
                { value: 'starttls', label: t('form.encryption.starttls') },
                { value: 'none', label: t('form.encryption.none') },
              ]}
            />
            <TextField
              {...about('port')}
              registration={register('port')}
              width="short"
              input={{
                inputMode: 'numeric',
                placeholder: String(defaultIncomingPort(serverType, encryption)),
              }}
              help={t('form.portHelp', { port: defaultIncomingPort(serverType, encryption) })}
            />
            <TextField
              {...about('pollIntervalSeconds')}
              registration={register('pollIntervalSeconds')}
              width="short"
              input={{ inputMode: 'decimal' }}
              help={t('form.intervalHelp')}
              unit={
                <select
                  className="input select unit-select"
                  aria-label={t('form.intervalUnit')}
                  {...register('intervalUnit')}
                >
                  <option value="minutes">{t('unit.minutes')}</option>
                  <option value="seconds">{t('unit.seconds')}</option>
                </select>
              }
            />
            <CaFileField
              {...about('caFile')}
              registration={register('caFile')}
              onChoose={(path) => setValue('caFile', path, { shouldDirty: true, shouldValidate: true })}
            />
            {trust.fields}
          </>
        }
      >
        <TextField {...about('name')} required registration={register('name')} />
        <TextAreaField {...about('description')} registration={register('description')} />
        <TextField
          {...about('host')}
          required
          registration={register('host')}
          input={{ placeholder: t('form.hostPlaceholder') }}
          warning={
            isExchangeOnlineHost(host)
              ? `${errorText({ code: 'input.exchangeOnlineNeeded', params: {} }).title}. ${
                  errorText({ code: 'input.exchangeOnlineNeeded', params: {} }).text
                }`
              : undefined
          }
        />
        <TextField {...about('user')} required registration={register('user')} help={t('form.userHelp')} />
        <SecretField
          {...about('secret')}
          required={!hasSecret}
          registration={register('secret')}
          {...stored}
        />
        <SwitchField
          {...about('ssl')}
          label={t('fields.encryption')}
          checked={encryption !== 'none'}
          onChange={(on) => setEncryption(on ? 'tls' : 'none')}
          help={t('form.sslHelp')}
          warning={encryption === 'none' ? t('form.sslOff') : undefined}
        />
        <RadioField
          {...about('serverType')}
          required
          registration={{
            ...serverTypeField,
            onChange: async (event) => {
              const before = String(defaultIncomingPort(serverType, encryption));
              await serverTypeField.onChange(event);
              if (watch('port') === before) {
                setValue('port', String(defaultIncomingPort(form.getValues('serverType'), encryption)), {
                  shouldDirty: true,
                });
              }
              if (form.getValues('serverType') === 'pop3' && form.getValues('afterRetrieval') === 'move') {
                setValue('afterRetrieval', 'remove', { shouldDirty: true });
              }
            },
          }}
          options={[
            { value: 'imap4', label: 'IMAP4' },
            { value: 'pop3', label: 'POP3' },
          ]}
        />
        <MailboxField
          {...about('mailbox')}
          registration={register('mailbox')}
          disabled={serverType === 'pop3'}
          help={serverType === 'pop3' ? t('form.mailboxPop3') : t('form.mailboxHelp')}
          onPick={() => void pick('mailbox')}
        />
        <TextField
          {...about('maxSizeBytes')}
          required
          registration={register('maxSizeBytes')}
          width="short"
          unit="MB"
          input={{ inputMode: 'decimal' }}
          help={t('form.maxSizeHelp')}
        />
        <SwitchField
          {...about('imagesAsAttachments')}
          checked={watch('imagesAsAttachments')}
          onChange={(on) => setValue('imagesAsAttachments', on, { shouldDirty: true })}
          help={t('form.imagesHelp')}
        />
        <ServerMailFields
          form={form}
          about={about}
          isFirstContact={isFirstContact(form.watch(), account)}
          onPick={() => void pick('moveTo')}
        />
        <TicketMailFields form={form} about={about} />
        {picking !== undefined && (
          <MailboxPicker
            title={t(`picker.title.${picking}`)}
            // Where mail goes is not known yet, and does not matter for the list.
            ask={() =>
              invoke('incoming.folders', questionOf({ ...form.getValues(), afterRetrieval: 'remove' }))
            }
            current={form.getValues(picking)}
            excluded={picking === 'moveTo' ? form.getValues('mailbox') : undefined}
            onChoose={(path) => {
              setPicking(undefined);
              setValue(picking, path, { shouldDirty: true, shouldValidate: true });
            }}
            onClose={() => setPicking(undefined)}
            onShowField={rest.showFinding}
          />
        )}
      </AccountForm>
      {trust.dialog}
    </>
  );
}

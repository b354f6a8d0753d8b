import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invoke } from '../../bridge.ts';
import { SelectField } from '../../components/fields.tsx';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { incomingInput, incomingValues } from '../incoming/form-values.ts';
import { MailboxField } from '../incoming/mailbox-field.tsx';
import { MailboxPicker } from '../incoming/mailbox-picker.tsx';
import type { OutgoingPartProps } from './submission-limits.tsx';

/** Where a copy of every sent message is put: a mailbox of an IMAP4 account. */
export function SentCopyFields({ form, about }: OutgoingPartProps) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const [picking, setPicking] = useState(false);
  const imap = useAccounts((state) => state.incoming)
    .map(({ account }) => account)
    .filter(({ serverType }) => serverType === 'imap4');
  const chosen = imap.find(({ id }) => id === form.watch('sentCopyAccountId'));
  return (
    <>
      <SelectField
        {...about('sentCopyAccountId')}
        registration={form.register('sentCopyAccountId')}
        options={[
          { value: '', label: t('form.noSentCopy') },
          ...imap.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        help={t('form.sentCopyHelp')}
      />
      {chosen !== undefined && (
        <MailboxField
          {...about('sentCopyMailbox')}
          required
          registration={form.register('sentCopyMailbox')}
          help={t('form.sentCopyMailboxHelp')}
          onPick={() => setPicking(true)}
        />
      )}
      {picking && chosen !== undefined && (
        <MailboxPicker
          title={t('picker.title.sentCopy')}
          ask={() =>
            invoke('incoming.folders', {
              id: chosen.id,
              account: incomingInput(incomingValues(chosen), chosen.active, chosen),
            })
          }
          current={form.getValues('sentCopyMailbox')}
          onChoose={(path) => {
            setPicking(false);
            form.setValue('sentCopyMailbox', path, { shouldDirty: true, shouldValidate: true });
          }}
          onClose={() => setPicking(false)}
          onShowField={({ field }) =>
            go({ view: 'incoming', form: { id: chosen.id, ...(field === undefined ? {} : { field }) } })
          }
        />
      )}
    </>
  );
}

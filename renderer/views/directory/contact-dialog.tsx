import { useTranslation } from 'react-i18next';
import { contactInputSchema, type Contact, type ContactInput } from '../../../shared/domain/contact.ts';
import type { MailAddress } from '../../../shared/domain/message.ts';
import { invoke } from '../../bridge.ts';
import { SwitchField, TextAreaField, TextField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { notify } from '../../components/toasts.tsx';
import { useContacts } from '../../stores/directory.ts';
import { addressesOf } from '../forms/addresses.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';

interface ContactValues {
  name: string;
  organisation: string;
  /** One a line. */
  addresses: string;
  blocked: boolean;
}

function toInput({ addresses, ...values }: ContactValues): ContactInput {
  return { ...values, addresses: addressesOf(addresses) };
}

interface ContactDialogProps {
  /** Left out for a new contact. */
  readonly contact: Contact | undefined;
  /** The sender that becomes a contact. */
  readonly sender?: MailAddress;
  readonly onClose: () => void;
}

/** A person who writes to us. Mail that waited for the contact goes through the rules as soon as it is saved. */
export function ContactDialog({ contact, sender, onClose }: ContactDialogProps) {
  const { t } = useTranslation();
  const { form, about, frame } = useDomainForm<ContactValues>({
    defaults: {
      name: contact?.name ?? (sender?.name === '' ? sender.address : (sender?.name ?? '')),
      organisation: contact?.organisation ?? '',
      addresses: (contact?.addresses ?? (sender === undefined ? [] : [sender.address])).join('\n'),
      blocked: contact?.blocked ?? false,
    },
    schema: contactInputSchema,
    toInput,
    taken: { addresses: 'addressTaken' },
    save: async (values) => {
      const { contact: saved, released } = await (contact === undefined
        ? invoke('contacts.create', toInput(values))
        : invoke('contacts.update', { id: contact.id, contact: toInput(values) }));
      await useContacts.getState().load();
      onClose();
      if (released > 0 || sender !== undefined) {
        notify({
          title: t('contacts.saved', { name: saved.name }),
          ...(released > 0 ? { text: t('contacts.released', { count: released }) } : {}),
        });
      }
    },
  });
  return (
    <FormDialog
      {...frame}
      title={contact === undefined ? t('contacts.new') : t('contacts.edit')}
      onClose={onClose}
    >
      <TextField
        {...about('name')}
        label={t('contacts.name')}
        required
        registration={form.register('name')}
      />
      <TextField {...about('organisation')} registration={form.register('organisation')} />
      <TextAreaField
        {...about('addresses')}
        required
        rows={3}
        registration={form.register('addresses')}
        help={t('contacts.addressesHelp')}
      />
      <SwitchField
        name="blocked"
        label={t('fields.blocked')}
        checked={form.watch('blocked')}
        onChange={(on) => form.setValue('blocked', on, { shouldDirty: true })}
        help={t('contacts.blockedHelp')}
      />
    </FormDialog>
  );
}

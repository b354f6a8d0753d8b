import LockOpen from 'lucide-react/icons/key-round';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { SecretField } from '../../components/fields.tsx';
import { notify } from '../../components/toasts.tsx';
import { problemText } from '../../error-text.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useStatus } from '../../stores/status.ts';

const MIN_LENGTH = 8;

interface VaultValues {
  passphrase: string;
  repeat: string;
}

/** Unlocks the encrypted vault, or sets one up where the keychain cannot be used. */
export function VaultForm({ locked }: { readonly locked: boolean }) {
  const { t } = useTranslation();
  const setSecrets = useStatus((state) => state.setSecrets);
  const [failure, setFailure] = useState<MailroomError>();
  const form = useForm<VaultValues>({
    defaultValues: { passphrase: '', repeat: '' },
    mode: 'onTouched',
    resolver: (values) => {
      const errors = {
        ...(values.passphrase.length < MIN_LENGTH
          ? { passphrase: { type: 'domain', message: 'passphraseTooShort' } }
          : {}),
        ...(!locked && values.passphrase !== values.repeat
          ? { repeat: { type: 'domain', message: 'passphrasesDiffer' } }
          : {}),
      };
      return Object.keys(errors).length === 0 ? { values, errors: {} } : { values: {}, errors };
    },
  });
  const problem = (name: keyof VaultValues): string | undefined => {
    const message = form.formState.errors[name]?.message;
    return message === undefined ? undefined : problemText(message);
  };
  const submit = form.handleSubmit(async ({ passphrase }) => {
    setFailure(undefined);
    try {
      setSecrets(await invoke('secrets.useVault', { passphrase }));
      form.reset();
      void useAccounts.getState().load();
      notify({ title: t('settings.vaultOpen') });
    } catch (error) {
      setFailure(asMailroomError(error));
    }
  });
  return (
    <form className="vault-form stack" onSubmit={submit} noValidate>
      <h3>{locked ? t('settings.unlockVault') : t('settings.useVault')}</h3>
      {!locked && <p className="secondary">{t('settings.useVaultText')}</p>}
      {failure !== undefined && <ErrorBox error={failure} />}
      <SecretField
        name="passphrase"
        label={t('fields.passphrase')}
        required
        registration={form.register('passphrase')}
        error={problem('passphrase')}
      />
      {!locked && (
        <SecretField
          name="repeat"
          label={t('settings.repeatPassphrase')}
          required
          registration={form.register('repeat')}
          error={problem('repeat')}
        />
      )}
      <div>
        <Button
          kind="primary"
          type="submit"
          icon={<LockOpen size={16} aria-hidden />}
          disabled={form.formState.isSubmitting}
        >
          {locked ? t('settings.unlock') : t('settings.createVault')}
        </Button>
      </div>
    </form>
  );
}

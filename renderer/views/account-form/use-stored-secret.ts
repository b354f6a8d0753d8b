import { useTranslation } from 'react-i18next';
import { useStatus } from '../../stores/status.ts';

/** What the password field says where a password is stored already, and where that is. */
export function useStoredSecret(hasSecret: boolean): { placeholder?: string; help?: string } {
  const { t } = useTranslation();
  const backend = useStatus((state) => state.secrets?.backend ?? 'keychain');
  return hasSecret
    ? { placeholder: t('form.secretStored'), help: t(`form.secretStoredHelp.${backend}`) }
    : {};
}

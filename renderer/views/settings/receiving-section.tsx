import { useTranslation } from 'react-i18next';
import { sameMailChoices } from '../../../shared/domain/settings.ts';
import { SwitchField } from '../../components/fields.tsx';
import { attempt } from '../../components/toasts.tsx';
import { useSettings } from '../../stores/settings.ts';

/** What holds for the mail of all accounts. */
export function ReceivingSection() {
  const { t } = useTranslation();
  const { settings, change } = useSettings();
  return (
    <section>
      <h2>{t('receiving.title')}</h2>
      <fieldset className="field radio-field">
        <legend className="field-label">{t('receiving.sameMail')}</legend>
        <div className="radio-row" data-stacked>
          {sameMailChoices.map((choice) => (
            <label key={choice} className="radio">
              <input
                type="radio"
                name="sameMailInSeveralAccounts"
                checked={settings.sameMailInSeveralAccounts === choice}
                onChange={() => void attempt(change({ sameMailInSeveralAccounts: choice }))}
              />
              <span>{t(`receiving.sameMailChoice.${choice}`)}</span>
            </label>
          ))}
        </div>
        <p className="field-help">{t('receiving.sameMailHelp')}</p>
      </fieldset>
      <SwitchField
        name="tellOwners"
        label={t('receiving.tellOwners')}
        checked={settings.tellOwners}
        onChange={(tellOwners) => void attempt(change({ tellOwners }))}
        help={t('receiving.tellOwnersHelp')}
      />
    </section>
  );
}

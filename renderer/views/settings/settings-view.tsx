import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import { useTranslation } from 'react-i18next';
import { languages, themes } from '../../../shared/domain/settings.ts';
import type { SecretStatus } from '../../../shared/ipc/contract.ts';
import { Page } from '../../components/page.tsx';
import { State } from '../../components/state.tsx';
import { attempt } from '../../components/toasts.tsx';
import { useSettings } from '../../stores/settings.ts';
import { useStatus } from '../../stores/status.ts';
import { HooksSection } from '../hooks/hooks-section.tsx';
import { AlarmsSection } from './alarms-section.tsx';
import { DataSection } from './data-section.tsx';
import { ReceivingSection } from './receiving-section.tsx';
import { ProxyForm } from './proxy-form.tsx';
import { TicketsSection } from './tickets-section.tsx';
import { VaultForm } from './vault-form.tsx';

/** What a person can choose about the program itself, and where the passwords are. */
export function SettingsView() {
  const { t } = useTranslation();
  const { settings, change } = useSettings();
  const { overall, secrets } = useStatus();
  return (
    <Page title={t('nav.settings')}>
      <div className="settings">
        <section>
          <h2>{t('settings.appearance')}</h2>
          <Choice
            name="language"
            label={t('settings.language')}
            value={settings.language}
            options={languages.map((value) => ({ value, label: t(`settings.languages.${value}`) }))}
            onChange={(language) => void attempt(change({ language }))}
          />
          <Choice
            name="theme"
            label={t('settings.theme')}
            value={settings.theme}
            options={themes.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
            onChange={(theme) => void attempt(change({ theme }))}
          />
        </section>
        <section>
          <h2>{t('settings.proxy.title')}</h2>
          <p className="secondary">{t('settings.proxy.text')}</p>
          <ProxyForm />
        </section>
        {secrets !== undefined && <Secrets secrets={secrets} />}
        <ReceivingSection />
        <TicketsSection />
        <AlarmsSection />
        <HooksSection />
        <DataSection />
        <section>
          <h2>{t('settings.about')}</h2>
          <dl className="facts">
            <dt>{t('settings.version')}</dt>
            <dd className="tabular">Mailroom {overall?.version ?? ''}</dd>
          </dl>
          {overall?.demo === true && <p className="notice">{t('status.demo')}</p>}
        </section>
      </div>
    </Page>
  );
}

function Secrets({ secrets }: { readonly secrets: SecretStatus }) {
  const { t } = useTranslation();
  const usable = secrets.available && !secrets.locked;
  return (
    <section>
      <h2>{t('settings.secrets')}</h2>
      <p>
        <State
          meaning={usable ? 'ok' : 'error'}
          icon={usable ? <CircleCheck size={16} /> : <CircleAlert size={16} />}
        >
          {secrets.locked
            ? t('settings.secretsLocked')
            : secrets.available
              ? t(`settings.backends.${secrets.backend}`)
              : t('settings.secretsUnavailable')}
        </State>
      </p>
      <p className="secondary">
        {usable ? t(`settings.backendText.${secrets.backend}`) : t('settings.secretsMissingText')}
      </p>
      {secrets.detail !== undefined && <code className="technical-line">{secrets.detail}</code>}
      {!usable && <VaultForm locked={secrets.locked} />}
    </section>
  );
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ name, label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <fieldset className="field radio-field">
      <legend className="field-label">{label}</legend>
      <div className="segments">
        {options.map((option) => (
          <label key={option.value} className="segment">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

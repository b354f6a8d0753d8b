import { useTranslation } from 'react-i18next';
import type { MailLanguage } from '../../../shared/domain/directory.ts';
import type { RequestInput, ResponseOf } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import { attempt } from '../../components/toasts.tsx';
import { useTemplates } from '../../stores/directory.ts';

interface TemplatePickerProps {
  readonly language: MailLanguage;
  readonly route: RequestInput<'routes.resolve'>;
  readonly onPick: (text: ResponseOf<'templates.render'>) => void;
}

/** Puts a prepared text into the message, with its variables filled in. */
export function TemplatePicker({ language, route, onPick }: TemplatePickerProps) {
  const { t } = useTranslation();
  const templates = useTemplates((state) => state.items).filter(({ kind }) => kind === 'reply');
  if (templates.length === 0) return null;
  const pick = async (id: string): Promise<void> => {
    const text = await attempt(invoke('templates.render', { id, language, route }));
    if (text !== undefined) onPick(text);
  };
  return (
    <select
      className="input select"
      aria-label={t('compose.insertText')}
      value=""
      onChange={(event) => void pick(event.target.value)}
    >
      <option value="">{t('compose.insertText')}</option>
      {templates.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

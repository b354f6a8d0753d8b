import { useTranslation } from 'react-i18next';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import { CopyButton } from '../../components/copy-button.tsx';

/** All header fields in the order of the message. */
export function HeadersTab({ message }: { readonly message: MessageDetail }) {
  const { t } = useTranslation();
  const text = message.headers.map(({ name, value }) => `${name}: ${value}`).join('\n');
  return (
    <div className="technical-tab">
      <div className="technical-bar">
        <span className="secondary">{t('message.headerCount', { count: message.headers.length })}</span>
        <CopyButton text={text} label={t('message.copyHeaders')} />
      </div>
      <dl className="headers">
        {message.headers.map(({ name, value }, index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

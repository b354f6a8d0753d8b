import { useTranslation } from 'react-i18next';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import { CopyButton } from '../../components/copy-button.tsx';

/** All header fields in the order of the message. */
export function HeadersTab({ headers }: { readonly headers: MessageDetail['headers'] }) {
  const { t } = useTranslation();
  const text = headers.map(({ name, value }) => `${name}: ${value}`).join('\n');
  return (
    <div className="technical-tab">
      <div className="technical-bar">
        <span className="secondary">{t('message.headerCount', { count: headers.length })}</span>
        <CopyButton text={text} label={t('message.copyHeaders')} />
      </div>
      <dl className="headers">
        {headers.map(({ name, value }, index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

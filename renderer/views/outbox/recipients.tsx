import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import Clock from 'lucide-react/icons/clock';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecipientResult } from '../../../shared/domain/outbound.ts';
import { State, type Meaning } from '../../components/state.tsx';

const looks: Readonly<Record<RecipientResult['state'], readonly [Meaning, ReactNode]>> = {
  pending: ['neutral', <Clock key="pending" size={14} />],
  accepted: ['ok', <CircleCheck key="accepted" size={14} />],
  refused: ['error', <CircleAlert key="refused" size={14} />],
};

/** Everybody who gets it, and what the server said about each. */
export function Recipients({ recipients }: { readonly recipients: readonly RecipientResult[] }) {
  const { t } = useTranslation();
  return (
    <table className="small-table">
      <caption>{t('fields.recipients')}</caption>
      <thead className="hidden">
        <tr>
          <th scope="col">{t('outbox.column.kind')}</th>
          <th scope="col">{t('outbox.column.address')}</th>
          <th scope="col">{t('outbox.column.state')}</th>
        </tr>
      </thead>
      <tbody>
        {recipients.map(({ address, kind, state, reply }) => {
          const [meaning, icon] = looks[state];
          return (
            <tr key={`${kind}-${address}`}>
              <td className="secondary kind">{t(`recipientKind.${kind}`)}</td>
              <td>
                {address}
                {reply !== undefined && <code className="reply">{reply}</code>}
              </td>
              <td>
                <State meaning={meaning} icon={icon}>
                  {t(`recipientState.${state}`)}
                </State>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

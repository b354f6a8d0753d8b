import Lock from 'lucide-react/icons/lock';
import { useTranslation } from 'react-i18next';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import { useNavigation } from '../../stores/navigation.ts';

/** What comes before every rule and cannot be moved: the ticket a message names, and the thread it belongs to. */
export function KnownTicketRow({ account }: { readonly account: IncomingAccount }) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  return (
    <tr className="locked-row">
      <td className="number">
        <Lock size={14} aria-label={t('rules.locked')} />
      </td>
      <td colSpan={3}>
        <strong>{t('rules.knownTicketTitle')}</strong>
        <p>
          {t('rules.knownTicket')} {t(account.threadByReferences ? 'rules.threadOn' : 'rules.threadOff')}{' '}
          <button
            type="button"
            className="link"
            onClick={() => go({ view: 'incoming', form: { id: account.id, field: 'threadByReferences' } })}
          >
            {t('rules.threadChange')}
          </button>
        </p>
      </td>
    </tr>
  );
}

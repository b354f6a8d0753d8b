import Archive from 'lucide-react/icons/archive';
import Inbox from 'lucide-react/icons/inbox';
import ListOrdered from 'lucide-react/icons/list-ordered';
import MailPlus from 'lucide-react/icons/server';
import Send from 'lucide-react/icons/send';
import Settings from 'lucide-react/icons/settings';
import Ticket from 'lucide-react/icons/ticket';
import Trash from 'lucide-react/icons/trash-2';
import Users from 'lucide-react/icons/users';
import Out from 'lucide-react/icons/arrow-up-from-line';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../format.ts';
import { useNavigation, type View } from '../../stores/navigation.ts';
import { useStatus } from '../../stores/status.ts';

export const viewIcons: Readonly<Record<View, ReactNode>> = {
  inbox: <Inbox size={16} aria-hidden />,
  archive: <Archive size={16} aria-hidden />,
  deleted: <Trash size={16} aria-hidden />,
  tickets: <Ticket size={16} aria-hidden />,
  outbox: <Send size={16} aria-hidden />,
  incoming: <MailPlus size={16} aria-hidden />,
  outgoing: <Out size={16} aria-hidden />,
  rules: <ListOrdered size={16} aria-hidden />,
  directory: <Users size={16} aria-hidden />,
  settings: <Settings size={16} aria-hidden />,
};

const groups: readonly (readonly View[])[] = [
  ['inbox', 'archive', 'deleted', 'tickets', 'outbox'],
  ['incoming', 'outgoing', 'rules', 'directory'],
  ['settings'],
];

interface Count {
  readonly text: string;
  readonly label: string;
  readonly meaning: 'plain' | 'error';
}

/** The way to every view, with what waits there. */
export function Sidebar() {
  const { t } = useTranslation();
  const { place, go } = useNavigation();
  const counts = useCounts();
  return (
    <nav className="sidebar" aria-label={t('nav.label')}>
      <div className="brand">Mailroom</div>
      {groups.map((group) => (
        <ul key={group[0]}>
          {group.map((view) => {
            const count = counts[view];
            return (
              <li key={view}>
                <button
                  type="button"
                  className="nav-item"
                  aria-current={place.view === view ? 'page' : undefined}
                  title={t(`nav.${view}`)}
                  onClick={() => go({ view })}
                >
                  {viewIcons[view]}
                  <span className="nav-name">{t(`nav.${view}`)}</span>
                  {count !== undefined && (
                    <span className="nav-count" data-meaning={count.meaning} title={count.label}>
                      <span aria-hidden>{count.text}</span>
                      <span className="hidden">{count.label}</span>
                    </span>
                  )}
                </button>
              </li>
            );
          })}
        </ul>
      ))}
    </nav>
  );
}

function useCounts(): Partial<Record<View, Count>> {
  const { t } = useTranslation();
  const status = useStatus((state) => state.overall);
  if (status === undefined) return {};
  const plain = (count: number, label: string): Count | undefined =>
    count === 0 ? undefined : { text: formatCount(count), label, meaning: 'plain' };
  const problem = (count: number, label: string): Count | undefined =>
    count === 0 ? undefined : { text: `!${formatCount(count)}`, label, meaning: 'error' };
  const found: Partial<Record<View, Count | undefined>> = {
    inbox: plain(status.unread, t('nav.unread', { count: status.unread })),
    tickets: plain(status.tickets, t('nav.ticketCount', { count: status.tickets })),
    outbox:
      problem(status.outboxProblems, t('nav.outboxProblems', { count: status.outboxProblems })) ??
      plain(status.outboxWaiting, t('nav.outboxWaiting', { count: status.outboxWaiting })),
    incoming: problem(status.incomingProblems, t('nav.incomingProblems', { count: status.incomingProblems })),
  };
  return found as Partial<Record<View, Count>>;
}

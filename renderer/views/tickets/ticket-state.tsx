import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import Clock from 'lucide-react/icons/clock';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import { State, type Meaning } from '../../components/state.tsx';

const looks: Readonly<Record<Ticket['status'], readonly [Meaning, ReactNode]>> = {
  new: ['neutral', <CircleDashed key="new" size={16} />],
  processing: ['working', <Clock key="processing" size={16} />],
  completed: ['ok', <CircleCheck key="completed" size={16} />],
};

/** The status of a ticket. */
export function TicketState({ status }: { readonly status: Ticket['status'] }) {
  const { t } = useTranslation();
  const [meaning, icon] = looks[status];
  return (
    <State meaning={meaning} icon={icon}>
      {t(`ticketStatus.${status}`)}
    </State>
  );
}

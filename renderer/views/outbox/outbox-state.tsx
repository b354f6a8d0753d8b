import Ban from 'lucide-react/icons/ban';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleQuestion from 'lucide-react/icons/circle-question-mark';
import Clock from 'lucide-react/icons/clock';
import Loader from 'lucide-react/icons/loader-circle';
import Hourglass from 'lucide-react/icons/hourglass';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import Weight from 'lucide-react/icons/weight';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxState as OutboxStateName } from '../../../shared/domain/outbound.ts';
import { State, type Meaning } from '../../components/state.tsx';

const looks: Readonly<Record<OutboxStateName, readonly [Meaning, ReactNode]>> = {
  queued: ['neutral', <Clock key="queued" size={16} />],
  sending: ['working', <Loader key="sending" className="spin" size={16} />],
  sent: ['ok', <CircleCheck key="sent" size={16} />],
  partlyRefused: ['warning', <TriangleAlert key="partlyRefused" size={16} />],
  deferred: ['warning', <Hourglass key="deferred" size={16} />],
  failed: ['error', <CircleAlert key="failed" size={16} />],
  unknown: ['warning', <CircleQuestion key="unknown" size={16} />],
  tooLarge: ['error', <Weight key="tooLarge" size={16} />],
  cancelled: ['neutral', <Ban key="cancelled" size={16} />],
};

/** What became of a message to send, as icon, word and colour. */
export function OutboxState({ state }: { readonly state: OutboxStateName }) {
  const { t } = useTranslation();
  const [meaning, icon] = looks[state];
  return (
    <State meaning={meaning} icon={icon}>
      {t(`outboxState.${state}`)}
    </State>
  );
}

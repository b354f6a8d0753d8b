import i18next from 'i18next';
import type { Alarm } from '../shared/domain/alarm.ts';
import { subscribe } from './bridge.ts';
import { notify } from './components/toasts.tsx';
import { errorText } from './error-text.ts';
import { formatMoment } from './format.ts';
import { useNavigation } from './stores/navigation.ts';

/** Says when an account has been failing or silent for too long, and when that is over. Returns the way to stop. */
export function followAlarms(): () => void {
  return subscribe('alarm.changed', tell);
}

function tell(alarm: Alarm): void {
  const { account, direction, kind, since, endedAt, error } = alarm;
  const over = endedAt !== undefined;
  notify({
    title: i18next.t(over ? 'alarm.over' : `alarm.${kind}`, { account, since: formatMoment(since) }),
    ...(over || error === undefined ? {} : { text: errorText(error, sendingOf(direction)).title }),
    kind: over ? 'ok' : 'error',
    action: {
      label: i18next.t('alarm.show'),
      run: () => useNavigation.getState().go({ view: direction }),
    },
  });
}

function sendingOf(direction: Alarm['direction']): 'sending' | undefined {
  return direction === 'outgoing' ? 'sending' : undefined;
}

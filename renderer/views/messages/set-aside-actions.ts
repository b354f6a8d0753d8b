import i18next from 'i18next';
import type { OversizeDecision } from '../../../shared/domain/message.ts';
import { invoke } from '../../bridge.ts';
import { attempt, notify } from '../../components/toasts.tsx';
import { errorText } from '../../error-text.ts';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { readFoldersAgain } from './folder-actions.ts';

/** What a person can have done with messages that were set aside, and with copies kept here. */

type Ids = readonly number[];

/** Decides on messages over the limit; the decision can be taken back until the server was asked. */
export async function decide(ids: Ids, decision: OversizeDecision): Promise<void> {
  const done = await attempt(invoke('messages.decide', { ids: [...ids], decision }));
  useMessages.getState().changed();
  if (done === undefined) return;
  notify({
    title: i18next.t(`setAside.decided.${decision}`, { count: ids.length }),
    ...(decision === 'leave'
      ? {}
      : { action: { label: i18next.t('action.undo'), run: () => void decide(ids, 'leave') } }),
  });
}

/** Tells the sender that the message was too large. */
export async function notifySender(id: number): Promise<void> {
  const entry = await attempt(invoke('messages.notifySender', { id }));
  useMessages.getState().changed();
  if (entry === undefined) return;
  notify({
    title: i18next.t('setAside.notified'),
    text: i18next.t('compose.queuedText', { account: entry.account }),
    action: {
      label: i18next.t('compose.toOutbox'),
      run: () => useNavigation.getState().go({ view: 'outbox' }),
    },
  });
}

/** Fetches or parses quarantined messages once more. */
export async function retry(ids: Ids): Promise<void> {
  const done = await attempt(invoke('messages.retry', { ids: [...ids] }));
  await readAgain();
  if (done !== undefined) notify({ title: i18next.t('setAside.retried', { count: ids.length }) });
}

/** Accepts quarantined messages as they are. One by one: what is not here must not hold up the others. */
export async function release(ids: Ids): Promise<void> {
  const outcomes = await Promise.allSettled(ids.map((id) => invoke('messages.release', { ids: [id] })));
  await readAgain();
  const refused = outcomes.filter(({ status }) => status === 'rejected').length;
  const accepted = ids.length - refused;
  if (accepted > 0) notify({ title: i18next.t('setAside.released', { count: accepted }) });
  if (refused > 0) {
    notify({
      title: i18next.t('setAside.notReleased', { count: refused }),
      text: i18next.t('setAside.releaseNotHere'),
      kind: 'error',
    });
  }
}

const MOST_FAILURES_TOLD = 3;

/** Puts copies back into the mailboxes they came from, and tells what became of each. */
export async function putOnServer(ids: Ids): Promise<void> {
  const outcomes = await attempt(invoke('messages.putOnServer', { ids: [...ids] }));
  useMessages.getState().changed();
  if (outcomes === undefined) return;
  const put = outcomes.filter(({ error }) => error === undefined).length;
  if (put > 0) notify({ title: i18next.t('message.putOnServerDone', { count: put }) });
  const failed = outcomes.flatMap(({ id, error }) => (error === undefined ? [] : [{ id, error }]));
  for (const { id, error } of failed.slice(0, MOST_FAILURES_TOLD)) {
    const { title, text, remedy } = errorText(error);
    notify({ title: `${subjectOf(id)}${title}`, text: `${text} ${remedy}`, kind: 'error' });
  }
  if (failed.length > MOST_FAILURES_TOLD) {
    notify({
      title: i18next.t('message.putOnServerFailed', { count: failed.length - MOST_FAILURES_TOLD }),
      kind: 'error',
    });
  }
}

function subjectOf(id: number): string {
  const { inbox, archive } = useMessages.getState();
  const item = [...inbox.items, ...archive.items].find((candidate) => candidate.id === id);
  return item === undefined || item.subject === '' ? '' : `${item.subject}: `;
}

async function readAgain(): Promise<void> {
  useMessages.getState().changed();
  await readFoldersAgain();
}

import i18next from 'i18next';
import type { RuleAction } from '../../../shared/domain/rule.ts';
import type { DirectoryNames } from './rule-names.ts';

type TicketAction = Extract<RuleAction, { kind: 'createTicket' | 'setFields' }>;

/** What a ticket is given, such as `type Fault, group Support`. */
function ticketDetails(action: TicketAction, names: DirectoryNames): string {
  const { typeId, groupId, ownerId, priority } = action;
  const status = action.kind === 'setFields' ? action.status : undefined;
  return [
    typeId === undefined ? undefined : i18next.t('ruleDoes.detail.type', { name: names.type(typeId) }),
    groupId === undefined ? undefined : i18next.t('ruleDoes.detail.group', { name: names.group(groupId) }),
    ownerId === undefined ? undefined : i18next.t('ruleDoes.detail.owner', { name: names.user(ownerId) }),
    priority === undefined
      ? undefined
      : i18next.t('ruleDoes.detail.priority', { name: i18next.t(`ticketPriority.${priority}`) }),
    status === undefined
      ? undefined
      : i18next.t('ruleDoes.detail.status', { name: i18next.t(`ticketStatus.${status}`) }),
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function toldText(action: Extract<RuleAction, { kind: 'notify' }>, names: DirectoryNames): string {
  if (action.userId !== undefined) return names.user(action.userId);
  return action.groupId === undefined
    ? i18next.t('ruleDoes.owner')
    : i18next.t('ruleDoes.detail.group', { name: names.group(action.groupId) });
}

/** An action as part of a sentence, such as `create a ticket (group Support)`. */
export function actionText(action: RuleAction, names: DirectoryNames): string {
  const words = (params: Record<string, string> = {}): string => i18next.t(`ruleDoes.${action.kind}`, params);
  switch (action.kind) {
    case 'createTicket':
    case 'setFields': {
      const details = ticketDetails(action, names);
      return details === '' ? words() : `${words()} (${details})`;
    }
    case 'assignTicket':
      return words({ ticket: action.ticket });
    case 'forward':
      return words({ to: action.to.join(', ') });
    case 'notify':
      return words({ who: toldText(action, names) });
    case 'confirm':
      return action.templateId === undefined
        ? words()
        : `${words()} (${i18next.t('ruleDoes.detail.text', { name: names.text(action.templateId) })})`;
    case 'leave':
    case 'archive':
    case 'markSpam':
      return words();
  }
}

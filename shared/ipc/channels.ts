/**
 * The names of everything the window may ask for, and of everything it may be told. No zod here, so that
 * the sandboxed preload stays tiny. `contract.ts` and `events.ts` are checked to cover exactly these.
 */
export const channels = [
  'incoming.list',
  'incoming.create',
  'incoming.update',
  'incoming.duplicate',
  'incoming.setActive',
  'incoming.remove',
  'incoming.poll',
  'incoming.cancelPoll',
  'incoming.check',
  'incoming.look',
  'incoming.chooseFirstContact',
  'incoming.folders',
  'incoming.certificate',
  'outgoing.list',
  'outgoing.create',
  'outgoing.update',
  'outgoing.duplicate',
  'outgoing.setActive',
  'outgoing.setDefault',
  'outgoing.remove',
  'outgoing.check',
  'outgoing.certificate',
  'outgoing.sendTest',
  'messages.list',
  'messages.get',
  'messages.source',
  'messages.markRead',
  'messages.archive',
  'messages.putBack',
  'messages.decide',
  'messages.notifySender',
  'messages.retry',
  'messages.release',
  'messages.putOnServer',
  'archive.verify',
  'messages.rederive',
  'rules.list',
  'rules.create',
  'rules.update',
  'rules.remove',
  'tickets.list',
  'outbox.list',
  'outbox.send',
  'outbox.retry',
  'outbox.cancel',
  'status.get',
  'settings.get',
  'settings.set',
  'settings.setProxyPassword',
  'secrets.status',
  'secrets.useVault',
  'files.saveAttachment',
  'files.exportMessages',
  'files.backup',
  'files.chooseCaFile',
  'files.copyText',
  'links.open',
] as const;
export type Channel = (typeof channels)[number];

export const eventNames = [
  'accounts.changed',
  'poll.progress',
  'poll.finished',
  'messages.changed',
  'outbox.changed',
  'check.step',
  'command',
] as const;
export type EventName = (typeof eventNames)[number];

/** The one Electron channel behind `invoke`; the names above travel as its first argument. */
export const INVOKE_CHANNEL = 'mailroom:invoke';
/** The one Electron channel behind `subscribe`. */
export const EVENT_CHANNEL = 'mailroom:event';

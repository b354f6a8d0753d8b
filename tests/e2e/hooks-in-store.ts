import { mkdirSync } from 'node:fs';
import { addTrail } from '../../electron/engine/store/trail.ts';
import { openDatabase } from '../../electron/engine/store/database.ts';
import { markDelivered, markRefused, nextDelivery } from '../../electron/engine/store/hook-deliveries.ts';
import { saveHook } from '../../electron/engine/store/hooks.ts';
import { insertMessage } from '../../electron/engine/store/messages.ts';
import { MailroomError } from '../../shared/errors.ts';

const DAY_MS = 86_400_000;

/**
 * Lays three receivers into a data directory before the program starts: one that has what it should know, one that
 * refuses it for now, and one that was given up. In real life that takes two days.
 */
export function storeHooks(dataDirectory: string): void {
  mkdirSync(dataDirectory);
  const database = openDatabase(dataDirectory);
  const now = Date.now();
  const names = ['Delivered', 'Waiting', 'Failed'] as const;
  for (const name of names) {
    saveHook(database, {
      id: name,
      name,
      url: 'http://127.0.0.1:1/mail',
      active: true,
      events: ['imported'],
      includeSource: false,
    });
  }
  const message = insertMessage(database, {
    accountId: 'none',
    accountName: 'Support',
    state: 'new',
    imagesAsAttachments: false,
    receivedAt: now,
    sizeBytes: 10,
    processed: true,
  });
  addTrail(database, message, now, 'imported', {});
  const refusal = new MailroomError('handOver.refused', 'submit', { params: { status: 500 } }).toPlain();
  for (const name of names) {
    const delivery = nextDelivery(database, name, now);
    if (delivery === undefined) throw new Error(`nothing is due for ${name}`);
    if (name === 'Delivered') markDelivered(database, delivery, now);
    else markRefused(database, delivery, refusal, name === 'Waiting' ? now + DAY_MS : undefined);
  }
  database.close();
}

import { z } from 'zod';
import { testStepSchema } from '../domain/connection-test.ts';
import { alarmSchema } from '../domain/alarm.ts';
import { idField } from '../domain/fields.ts';
import { pollProgressSchema, pollRunSchema } from '../domain/poll.ts';
import type { EventName } from './channels.ts';

/** What the window is told without asking. Payloads are small: the window fetches what it shows. */
export const events = {
  /** An account or its status changed. */
  'accounts.changed': z.strictObject({ id: idField.optional() }),
  'poll.progress': pollProgressSchema,
  'poll.finished': pollRunSchema,
  /** Messages came, went or changed folder. */
  'messages.changed': z.strictObject({ added: z.int() }),
  'outbox.changed': z.strictObject({ id: idField.optional() }),
  /** Groups, types, users or templates changed. */
  'directory.changed': z.strictObject({}),
  'tickets.changed': z.strictObject({}),
  /** A receiver was told something, or did not take it. */
  'hooks.changed': z.strictObject({}),
  /** An account has been failing or silent for too long, or works again. Said once each. */
  'alarm.changed': alarmSchema,
  /** A step of a running connection test has ended; `token` is the one the test was asked for with. */
  'check.step': z.strictObject({ token: z.string(), step: testStepSchema }),
  /** A menu item or shortcut handled by the window. */
  command: z.strictObject({ name: z.enum(['newAccount', 'pollNow', 'search', 'palette', 'shortcuts']) }),
} as const satisfies Record<EventName, z.ZodType>;

export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]>;

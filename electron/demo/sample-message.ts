import { type Entity, type Field, message } from './mime.ts';

export interface SampleMessage {
  /** What is special about it. */
  readonly title: string;
  readonly source: Buffer;
  /** When the demo's own mail server took it. */
  readonly receivedAt: number;
  /** It exceeds the 2 MB the demo accounts take. */
  readonly oversize?: true;
}

export interface Letter {
  readonly title: string;
  /** Message-ID without its angle brackets. */
  readonly id: string;
  /** Header values as they go on the wire. */
  readonly from: string;
  readonly to: string;
  /** Left out: the message has no Subject field. */
  readonly subject?: string;
  readonly hoursAgo: number;
  /** The sender's time zone, in minutes east of UTC. */
  readonly zone?: number;
  readonly dateless?: true;
  readonly fields?: readonly Field[];
  readonly entity: Entity;
  readonly oversize?: true;
}

const hour = 60 * 60 * 1000;
const berlin = 120;

/** Writes a letter as the demo's mail server would have stored it some hours before `now`. */
export function sampleMessage(now: number, letter: Letter): SampleMessage {
  const sentAt = Math.floor((now - letter.hoursAgo * hour) / 1000) * 1000;
  const receivedAt = sentAt + 4000;
  const mailHost = `mail.${letter.id.slice(letter.id.indexOf('@') + 1)}`;
  const fields: Field[] = [
    ['Return-Path', isNotification(letter) ? '<>' : `<${address(letter.from)}>`],
    [
      'Received',
      `from ${mailHost} (${mailHost} [192.0.2.25])\r\n` +
        `\tby mx.lindenhof.example with ESMTPS; ${mailDate(receivedAt, berlin)}`,
    ],
    ...(letter.dateless ? [] : [['Date', mailDate(sentAt, letter.zone ?? berlin)] as const]),
    ['From', letter.from],
    ['To', letter.to],
    ...(letter.subject === undefined ? [] : [['Subject', letter.subject] as const]),
    ['Message-ID', `<${letter.id}>`],
    ...(letter.fields ?? []),
  ];
  return {
    title: letter.title,
    source: message(fields, letter.entity),
    receivedAt,
    ...(letter.oversize ? { oversize: true as const } : {}),
  };
}

/** An RFC 5322 date in the given zone. */
export function mailDate(at: number, zone: number = berlin): string {
  const local = new Date(at + zone * 60_000).toUTCString().replace(/ GMT$/, '');
  const minutes = Math.abs(zone);
  const digits = (value: number): string => String(value).padStart(2, '0');
  return `${local} ${zone < 0 ? '-' : '+'}${digits(Math.floor(minutes / 60))}${digits(minutes % 60)}`;
}

/** What goes out with an empty reverse path, so that nobody answers it (RFC 3834). */
function isNotification({ fields = [] }: Letter): boolean {
  return fields.some(([name]) => name === 'Auto-Submitted');
}

function address(from: string): string {
  return /<([^>]+)>/.exec(from)?.[1] ?? from;
}

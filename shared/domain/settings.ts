import { z } from 'zod';
import { addressField, hostField, portField } from './fields.ts';
import { defaultTicketPattern, ticketPatternField } from './ticket-number.ts';

export const languages = ['system', 'en', 'de'] as const;
export const themes = ['system', 'light', 'dark'] as const;
export const proxyKinds = ['none', 'socks5', 'http'] as const;

/** What both kinds of proxy can carry: SOCKS5 counts in one byte (RFC 1929). */
const MAX_PROXY_CREDENTIAL_BYTES = 255;

const proxyCredential = z
  .string()
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'controlCharacters')
  .refine((text) => utf8Length(text) <= MAX_PROXY_CREDENTIAL_BYTES, 'tooLong');

/** The proxy's password, as typed; it is kept with the other secrets. */
export const proxyPasswordField = proxyCredential;

/**
 * What stands between this program and all mail servers: a SOCKS5 proxy (RFC 1928), an HTTP proxy with CONNECT,
 * or nothing. The proxy resolves the names of the servers.
 */
export const proxySchema = z
  .strictObject({
    kind: z.enum(proxyKinds),
    host: z.string().trim().default(''),
    port: portField.default(1080),
    /** Empty: the proxy asks for no user. */
    user: proxyCredential.default(''),
  })
  .superRefine((proxy, context) => {
    if (proxy.kind === 'none') return;
    for (const { message } of hostField.safeParse(proxy.host).error?.issues ?? [])
      context.addIssue({ code: 'custom', path: ['host'], message });
    // It can't be told from the one before the password (RFC 7617 section 2).
    if (proxy.kind === 'http' && proxy.user.includes(':'))
      context.addIssue({ code: 'custom', path: ['user'], message: 'proxyUserColon' });
  });
export type ProxySettings = z.infer<typeof proxySchema>;

/**
 * A message that was sent to several of our accounts: `keep` lets each account handle its own, `archive` lets the
 * first one handle it and puts the others into the archive.
 */
export const sameMailChoices = ['keep', 'archive'] as const;

/** Who is told by mail when an account stays broken or silent, and after how long. Nobody: only the screen tells. */
export const alarmsSchema = z.strictObject({
  recipients: z.array(addressField).max(20, 'tooMany').default([]),
  /** An account that fails for less long than this is not worth a word. */
  afterMinutes: z.int({ error: 'minutesRange' }).min(5, 'minutesRange').max(1440, 'minutesRange').default(15),
});
export type AlarmSettings = z.infer<typeof alarmsSchema>;

/** What a person can choose about the program itself. */
export const settingsSchema = z.strictObject({
  language: z.enum(languages),
  theme: z.enum(themes),
  proxy: proxySchema,
  sameMailInSeveralAccounts: z.enum(sameMailChoices),
  alarms: alarmsSchema,
  /** Whether the owner of a ticket gets word of mail for it: once until all of its mail is read (S35). */
  tellOwners: z.boolean(),
  /** What the numbers of new tickets look like. A change touches no ticket that is there. */
  ticketNumbers: ticketPatternField,
});
export type Settings = z.infer<typeof settingsSchema>;

/** The settings and whether a password for the proxy is kept. The password itself goes only one way. */
export const settingsOverviewSchema = z.strictObject({
  ...settingsSchema.shape,
  hasProxyPassword: z.boolean(),
});
export type SettingsOverview = z.infer<typeof settingsOverviewSchema>;

export const noProxy: ProxySettings = { kind: 'none', host: '', port: 1080, user: '' };
export const defaultSettings: Settings = {
  language: 'system',
  theme: 'system',
  proxy: noProxy,
  sameMailInSeveralAccounts: 'keep',
  alarms: { recipients: [], afterMinutes: 15 },
  tellOwners: true,
  ticketNumbers: defaultTicketPattern,
};

/** Bytes in UTF-8. */
function utf8Length(text: string): number {
  const bytes = (point: number): number => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);
  return Array.from(text).reduce((sum, character) => sum + bytes(character.codePointAt(0) ?? 0), 0);
}

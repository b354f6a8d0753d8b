import type { Database } from 'better-sqlite3';
import { defaultSettings, settingsSchema, type Settings } from '../../../shared/domain/settings.ts';
import { all, one, run } from './statement.ts';

/** The settings; what is missing or can't be read is as in a new installation. */
export function readSettings(database: Database): Settings {
  const rows = all<{ key: string; value: string }>(database, 'SELECT key, value FROM settings');
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  const { language, theme, proxy, sameMailInSeveralAccounts, alarms, tellOwners, ticketNumbers } =
    settingsSchema.shape;
  return {
    language: language.catch(defaultSettings.language).parse(stored.get('language')),
    theme: theme.catch(defaultSettings.theme).parse(stored.get('theme')),
    sameMailInSeveralAccounts: sameMailInSeveralAccounts
      .catch(defaultSettings.sameMailInSeveralAccounts)
      .parse(stored.get('sameMailInSeveralAccounts')),
    alarms: alarms.catch(defaultSettings.alarms).parse(parsed(stored.get('alarms'))),
    tellOwners: tellOwners.catch(defaultSettings.tellOwners).parse(parsed(stored.get('tellOwners'))),
    ticketNumbers: ticketNumbers.catch(defaultSettings.ticketNumbers).parse(stored.get('ticketNumbers')),
    proxy: proxy.catch(defaultSettings.proxy).parse(parsed(stored.get('proxy'))),
  };
}

/** What the numbers of new tickets look like. Read for each new ticket, and therefore without the other settings. */
export function readTicketPattern(database: Database): string {
  const row = one<{ value: string }>(database, "SELECT value FROM settings WHERE key = 'ticketNumbers'");
  return settingsSchema.shape.ticketNumbers.catch(defaultSettings.ticketNumbers).parse(row?.value);
}

export function writeSettings(
  database: Database,
  changes: { readonly [K in keyof Settings]?: Settings[K] | undefined },
): void {
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    run(
      database,
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    );
  }
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
}

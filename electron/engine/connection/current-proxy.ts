import type { SecretStore } from '../ports.ts';
import { PROXY_SECRET } from '../secrets/keys.ts';
import type { Database } from '../store/database.ts';
import { readSettings } from '../store/settings.ts';
import type { ProxyLookup } from './endpoint.ts';

/** The proxy as it is set at the moment of asking. Its password is only read where there is a user. */
export function createProxyLookup(database: Database, secrets: SecretStore): ProxyLookup {
  return async () => {
    const { kind, host, port, user } = readSettings(database).proxy;
    if (kind === 'none') return undefined;
    if (user === '') return { kind, host, port };
    return { kind, host, port, user, password: await secrets.get(PROXY_SECRET) };
  };
}

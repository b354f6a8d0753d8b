import { MailroomError } from '../../../shared/errors.ts';
import type { SecretStore } from '../ports.ts';

/** Stands in for a vault until its passphrase is given: every use says so. */
export function createLockedSecrets(): SecretStore {
  const refuse = async (): Promise<never> => {
    throw new MailroomError('secret.locked', 'secrets', { transient: true });
  };
  return { backend: 'vault', get: refuse, set: refuse, delete: refuse, probe: refuse };
}

import { create } from 'zustand';
import type { OverallStatus, SecretStatus } from '../../shared/ipc/contract.ts';
import { invoke } from '../bridge.ts';

interface Status {
  readonly overall: OverallStatus | undefined;
  readonly secrets: SecretStatus | undefined;
  load(): Promise<void>;
  setSecrets(secrets: SecretStatus): void;
}

export const useStatus = create<Status>((set) => ({
  overall: undefined,
  secrets: undefined,
  load: async () => {
    const [overall, secrets] = await Promise.allSettled([
      invoke('status.get', {}),
      invoke('secrets.status', {}),
    ]);
    set({
      ...(overall.status === 'fulfilled' ? { overall: overall.value } : {}),
      ...(secrets.status === 'fulfilled' ? { secrets: secrets.value } : {}),
    });
  },
  setSecrets: (secrets) => set({ secrets }),
}));

/** Whether the passwords can't be had at the moment, so that nothing can be polled or sent. */
export function useSecretsOutOfReach(): boolean {
  return useStatus(({ secrets }) => secrets !== undefined && (!secrets.available || secrets.locked));
}

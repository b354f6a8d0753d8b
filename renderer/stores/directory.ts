import { invoke } from '../bridge.ts';
import { createListStore } from './lists.ts';

/** Groups, ticket types, users and texts: who is responsible, for what, and in which words. */
export const useGroups = createListStore(() => invoke('groups.list', {}));
export const useTypes = createListStore(() => invoke('types.list', {}));
export const useUsers = createListStore(() => invoke('users.list', {}));
export const useTemplates = createListStore(() => invoke('templates.list', {}));

/** People who write to us. */
export const useContacts = createListStore(() => invoke('contacts.list', {}));

export async function loadDirectory(): Promise<void> {
  await Promise.all(
    [useGroups, useTypes, useUsers, useTemplates, useContacts].map((store) => store.getState().load()),
  );
}

import { invoke } from '../bridge.ts';
import { createListStore } from './lists.ts';

export const useOutbox = createListStore(async () => (await invoke('outbox.list', {})).items);

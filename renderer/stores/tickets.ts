import { invoke } from '../bridge.ts';
import { createListStore } from './lists.ts';

export const useTickets = createListStore(async () => (await invoke('tickets.list', { limit: 1000 })).items);

import { invoke } from '../bridge.ts';
import { createListStore } from './lists.ts';

export const useTickets = createListStore(() => invoke('tickets.list', {}));

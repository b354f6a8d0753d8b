import { invoke } from '../bridge.ts';
import { createListStore } from './lists.ts';

export const useRules = createListStore(() => invoke('rules.list', {}));

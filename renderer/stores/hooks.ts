import { invoke } from '../bridge.ts';
import { createListStore } from './lists.ts';

/** The other systems that are told what happens to mail. */
export const useHooks = createListStore(() => invoke('hooks.list', {}));

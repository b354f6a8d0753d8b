import { cleanup, configure, render, screen } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach } from 'vitest';
import { App } from '../../renderer/app.tsx';
import { useAccounts } from '../../renderer/stores/accounts.ts';
import { useCompose } from '../../renderer/stores/compose.ts';
import { useContacts, useGroups, useTemplates, useTypes, useUsers } from '../../renderer/stores/directory.ts';
import { useDismissed } from '../../renderer/stores/dismissed.ts';
import { useHooks } from '../../renderer/stores/hooks.ts';
import { useMessages } from '../../renderer/stores/messages.ts';
import { useNavigation } from '../../renderer/stores/navigation.ts';
import { useOutbox } from '../../renderer/stores/outbox.ts';
import { useRules } from '../../renderer/stores/rules.ts';
import { useSettings } from '../../renderer/stores/settings.ts';
import { useStatus } from '../../renderer/stores/status.ts';
import { useTickets } from '../../renderer/stores/tickets.ts';
import { createFakeBridge, type FakeBridge, type FakeOptions } from './fake-bridge.ts';

// A busy machine takes its time; what never comes fails all the same.
configure({ asyncUtilTimeout: 8_000 });

// What is still mounted when a file ends would go on rendering into a window that is gone.
afterEach(cleanup);

const stores = [
  useAccounts,
  useCompose,
  useContacts,
  useDismissed,
  useGroups,
  useHooks,
  useMessages,
  useNavigation,
  useOutbox,
  useRules,
  useSettings,
  useStatus,
  useTemplates,
  useTickets,
  useTypes,
  useUsers,
];
/** Puts every store back to where it began. */
const resets = stores.map((store) => {
  const beginning = (store as { getInitialState(): object }).getInitialState();
  return () => (store as { setState(state: object, replace: true): void }).setState(beginning, true);
});

export interface Mounted {
  readonly fake: FakeBridge;
  readonly user: UserEvent;
}

/** The whole window on a fake engine, from a clean start. */
export async function mountApp(options: FakeOptions = {}): Promise<Mounted> {
  cleanup();
  fillInForJsdom();
  localStorage.clear();
  for (const reset of resets) reset();
  const fake = createFakeBridge({ messages: 60, ...options });
  window.mailroom = fake.bridge;
  await useSettings.getState().load();
  const user = userEvent.setup();
  render(<App />);
  await screen.findByRole('heading', { level: 1 });
  return { fake, user };
}

/** Goes to a view by its entry in the sidebar. */
export async function goTo(user: UserEvent, name: string): Promise<void> {
  const navigation = screen.getByRole('navigation');
  const entry = [...navigation.querySelectorAll<HTMLButtonElement>('.nav-item')].find(
    (button) => button.title === name,
  );
  if (entry === undefined) throw new Error(`There is no view called ${name}.`);
  await user.click(entry);
}

/** The box of a field by its domain name, with everything around the control. */
export function fieldBox(name: string): HTMLElement {
  const box = document.querySelector<HTMLElement>(`[data-field="${name}"]`);
  if (box === null) throw new Error(`There is no field ${name}.`);
  return box;
}

/** jsdom has no layout; the list needs some size to show rows. */
function fillInForJsdom(): void {
  Object.defineProperty(Element.prototype, 'clientHeight', { configurable: true, get: () => 720 });
  Object.defineProperty(Element.prototype, 'clientWidth', { configurable: true, get: () => 400 });
  Element.prototype.scrollTo = function scrollTo() {};
  Element.prototype.scrollIntoView = function scrollIntoView() {};
  globalThis.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  Element.prototype.getAnimations ??= () => [];
  // The editor looks where its selection is.
  Range.prototype.getClientRects ??= () => [] as unknown as DOMRectList;
  Range.prototype.getBoundingClientRect ??= () => new DOMRect();
}

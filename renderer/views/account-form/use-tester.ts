import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConnectionTest } from '../../../shared/domain/connection-test.ts';
import type { PlainError } from '../../../shared/errors.ts';
import { asMailroomError, subscribe } from '../../bridge.ts';
import type { TesterState } from './connection-tester.tsx';

interface Tester {
  readonly state: TesterState;
  /** `check` gets the token under which the engine tells each step as it ends. */
  run(check: (token: string) => Promise<ConnectionTest>): Promise<PlainError | undefined>;
  /** The form changed: what was found no longer describes it. */
  outdate(): void;
}

/** Runs a connection test, fills in live, and answers the first finding that points at a field. */
export function useTester(): Tester {
  const [state, setState] = useState<TesterState>({ phase: 'idle' });
  const token = useRef('');

  useEffect(
    () =>
      subscribe('check.step', (told) => {
        if (told.token !== token.current) return;
        setState((before) =>
          before.phase === 'running' ? { phase: 'running', steps: [...before.steps, told.step] } : before,
        );
      }),
    [],
  );

  const run = useCallback(async (check: (token: string) => Promise<ConnectionTest>) => {
    token.current = crypto.randomUUID();
    setState({ phase: 'running', steps: [] });
    try {
      const test = await check(token.current);
      setState({ phase: 'done', test, stale: false });
      return test.steps.find((step) => step.finding?.field !== undefined)?.finding;
    } catch (error) {
      setState({ phase: 'failed', error: asMailroomError(error) });
      return undefined;
    }
  }, []);
  const outdate = useCallback(() => {
    setState((before) => (before.phase === 'done' && !before.stale ? { ...before, stale: true } : before));
  }, []);
  return { state, run, outdate };
}

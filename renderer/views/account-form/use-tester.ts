import { useCallback, useState } from 'react';
import type { ConnectionTest } from '../../../shared/domain/connection-test.ts';
import type { PlainError } from '../../../shared/errors.ts';
import { asMailroomError } from '../../bridge.ts';
import type { TesterState } from './connection-tester.tsx';

interface Tester {
  readonly state: TesterState;
  run(check: () => Promise<ConnectionTest>): Promise<PlainError | undefined>;
  /** The form changed: what was found no longer describes it. */
  outdate(): void;
}

/** Runs a connection test and keeps its result; answers the first finding that points at a field. */
export function useTester(): Tester {
  const [state, setState] = useState<TesterState>({ phase: 'idle' });
  const run = useCallback(async (check: () => Promise<ConnectionTest>) => {
    setState({ phase: 'running' });
    try {
      const test = await check();
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

import type { ConnectionTest, TestStep, TestStepId } from '../../../shared/domain/connection-test.ts';
import { unexpected } from '../failures.ts';

export type Evidence = TestStep['evidence'];

/** One step: does something and returns what it saw. A rejection is the step's finding. */
export interface StepPlan {
  readonly id: TestStepId;
  readonly run: () => Promise<Evidence>;
}

/** Runs steps in order, times each, tells each as it ends, stops at the first that fails. Never rejects. */
export async function runSteps(
  plans: readonly StepPlan[],
  onStep: (step: TestStep) => void,
): Promise<ConnectionTest> {
  const steps: TestStep[] = [];
  const ended = (step: TestStep): void => {
    steps.push(step);
    onStep(step);
  };
  for (const plan of plans) {
    const begun = performance.now();
    const ms = (): number => Math.round(performance.now() - begun);
    try {
      const evidence = await plan.run();
      ended({ id: plan.id, ok: true, ms: ms(), evidence });
    } catch (error) {
      const finding = unexpected(error).toPlain();
      ended({ id: plan.id, ok: false, ms: ms(), evidence: evidenceOf(finding.params), finding });
      return { ok: false, steps };
    }
  }
  return { ok: true, steps };
}

/** What a failed handshake learned about the certificate. */
function evidenceOf(params: Readonly<Record<string, string | number>>): Evidence {
  const labels = ['subject', 'issuer', 'names', 'validFrom', 'validTo', 'daysLeft', 'fingerprint'];
  return labels.flatMap((label) =>
    params[label] === undefined ? [] : [{ label, value: String(params[label]) }],
  );
}

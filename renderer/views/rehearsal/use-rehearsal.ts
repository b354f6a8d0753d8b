import { useEffect, useState } from 'react';
import type { Rehearsal } from '../../../shared/domain/rehearsal.ts';
import type { RuleInput } from '../../../shared/domain/rule.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { asMailroomError, invoke } from '../../bridge.ts';

/** The messages that rules are tried on. */
export type RehearsalSource =
  | { readonly kind: 'last'; readonly count: number }
  | { readonly kind: 'message'; readonly id: number }
  | { readonly kind: 'file'; readonly name: string; readonly content: string };

interface State {
  readonly outcome: Rehearsal | undefined;
  readonly error: MailroomError | undefined;
}

const waiting: State = { outcome: undefined, error: undefined };

function messagesOf(source: RehearsalSource): RequestInput<'rules.rehearse'>['messages'] {
  switch (source.kind) {
    case 'last':
      return { last: source.count };
    case 'message':
      return { ids: [source.id] };
    case 'file':
      return { source: source.content };
  }
}

/** What the rules would do. Asked anew for another source; both undefined while the answer is on its way. */
export function useRehearsal(
  accountId: string,
  rules: readonly RuleInput[] | undefined,
  source: RehearsalSource | undefined,
): State {
  const [state, setState] = useState<State>(waiting);
  useEffect(() => {
    if (source === undefined) return undefined;
    let current = true;
    setState(waiting);
    invoke('rules.rehearse', {
      accountId,
      ...(rules === undefined ? {} : { rules: [...rules] }),
      messages: messagesOf(source),
    }).then(
      (outcome) => current && setState({ outcome, error: undefined }),
      (thrown) => current && setState({ outcome: undefined, error: asMailroomError(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [accountId, rules, source]);
  return state;
}

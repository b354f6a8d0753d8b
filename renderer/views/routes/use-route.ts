import { useEffect, useState } from 'react';
import type { Route } from '../../../shared/domain/outbound.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { asMailroomError, invoke } from '../../bridge.ts';

export interface RouteAnswer {
  readonly route: Route | undefined;
  readonly error: MailroomError | undefined;
}

const CALM = 150;

/** Which account would send, asked again when the choice changes. Keeps the last answer until the next is here. */
export function useRoute(query: RequestInput<'routes.resolve'>): RouteAnswer {
  const { accountId, groupId, typeId, ticket } = query;
  const [answer, setAnswer] = useState<RouteAnswer>({ route: undefined, error: undefined });
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      invoke('routes.resolve', { accountId, groupId, typeId, ticket }).then(
        (route) => current && setAnswer({ route, error: undefined }),
        (thrown) => current && setAnswer({ route: undefined, error: asMailroomError(thrown) }),
      );
    }, CALM);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [accountId, groupId, typeId, ticket]);
  return answer;
}

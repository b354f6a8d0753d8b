import { useEffect, useState } from 'react';
import type { MailroomError } from '../../../shared/errors.ts';
import type { ResponseOf } from '../../../shared/ipc/contract.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useGroups, useTypes } from '../../stores/directory.ts';

export type Cell = ResponseOf<'routes.grid'>[number];

interface Axis {
  /** Undefined: mail without a group, or without a type. */
  readonly id: string | undefined;
  readonly name: string | undefined;
}

export interface Grid {
  readonly rows: readonly Axis[];
  readonly columns: readonly Axis[];
  cell(groupId: string | undefined, typeId: string | undefined): Cell | undefined;
}

interface Asked {
  readonly grid: Grid | undefined;
  readonly error: MailroomError | undefined;
}

/** Who sends what, read again when accounts, groups or types change. */
export function useGrid(): Asked {
  const groups = useGroups((state) => state.items);
  const types = useTypes((state) => state.items);
  const outgoing = useAccounts((state) => state.outgoing);
  const [asked, setAsked] = useState<Asked>({ grid: undefined, error: undefined });
  useEffect(() => {
    let current = true;
    invoke('routes.grid', {}).then(
      (cells) => {
        if (!current) return;
        const found = new Map(cells.map((cell) => [keyOf(cell.groupId, cell.typeId), cell]));
        const axis = (ids: readonly (string | undefined)[], names: typeof groups | typeof types): Axis[] =>
          [...new Set(ids)].map((id) => ({ id, name: names.find((item) => item.id === id)?.name }));
        setAsked({
          grid: {
            rows: axis(
              cells.map(({ groupId }) => groupId),
              groups,
            ),
            columns: axis(
              cells.map(({ typeId }) => typeId),
              types,
            ),
            cell: (groupId, typeId) => found.get(keyOf(groupId, typeId)),
          },
          error: undefined,
        });
      },
      (thrown) => current && setAsked({ grid: undefined, error: asMailroomError(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [groups, types, outgoing]);
  return asked;
}

function keyOf(groupId: string | undefined, typeId: string | undefined): string {
  return `${groupId ?? ''}/${typeId ?? ''}`;
}

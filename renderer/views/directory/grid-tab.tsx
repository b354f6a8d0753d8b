import { useEffect, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBox } from '../../components/error-box.tsx';
import { Loading } from '../../components/loading.tsx';
import { CellReason } from './cell-reason.tsx';
import { GridCell } from './grid-cell.tsx';
import { useGrid, type Grid } from './use-grid.ts';

interface Spot {
  readonly row: number;
  readonly column: number;
}

/** Who sends what: every responsible group with every ticket type. */
export function GridTab() {
  const { t } = useTranslation();
  const { grid, error } = useGrid();
  if (error !== undefined) return <ErrorBox error={error} />;
  if (grid === undefined) return <Loading>{t('route.asking')}</Loading>;
  return <GridTable grid={grid} />;
}

const steps: Readonly<Record<string, Spot>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

function GridTable({ grid }: { readonly grid: Grid }) {
  const { t } = useTranslation();
  const [spot, setSpot] = useState<Spot>({ row: 0, column: 0 });
  const [open, setOpen] = useState(false);
  const { rows, columns } = grid;
  const shown = grid.cell(rows[spot.row]?.id, columns[spot.column]?.id);
  // The explanation takes room from the grid; what it explains stays in sight.
  useEffect(() => {
    if (open)
      document.getElementById(`cell-${spot.row}-${spot.column}`)?.scrollIntoView({ block: 'nearest' });
  }, [open, spot]);
  const move = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (event.key === 'Escape') return setOpen(false);
    if (step === undefined) return;
    event.preventDefault();
    const row = Math.min(rows.length - 1, Math.max(0, spot.row + step.row));
    const column = Math.min(columns.length - 1, Math.max(0, spot.column + step.column));
    setSpot({ row, column });
    document.getElementById(`cell-${row}-${column}`)?.focus();
  };
  return (
    <>
      <p className="tab-top secondary">{t('grid.intro')}</p>
      <div className="grid-scroller" data-scrolls>
        <table className="grid-table" role="grid" aria-label={t('directoryTab.grid')} onKeyDown={move}>
          <thead>
            <tr>
              <th scope="col" className="grid-corner">
                {t('fields.groupId')} / {t('fields.typeId')}
              </th>
              {columns.map(({ id, name }) => (
                <th key={id ?? ''} scope="col">
                  {name ?? t('grid.noType')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((group, row) => (
              <tr key={group.id ?? ''}>
                <th scope="row">{group.name ?? t('grid.noGroup')}</th>
                {columns.map((type, column) => (
                  <td key={type.id ?? ''}>
                    <GridCell
                      id={`cell-${row}-${column}`}
                      cell={grid.cell(group.id, type.id)}
                      inTabOrder={spot.row === row && spot.column === column}
                      open={open && spot.row === row && spot.column === column}
                      onOpen={() => {
                        setSpot({ row, column });
                        setOpen(true);
                      }}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {open && shown !== undefined && (
        <CellReason
          key={`${shown.groupId}/${shown.typeId}`}
          cell={shown}
          group={rows[spot.row]?.name ?? t('grid.noGroup')}
          type={columns[spot.column]?.name ?? t('grid.noType')}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

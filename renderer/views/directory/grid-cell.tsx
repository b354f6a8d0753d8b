import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useTranslation } from 'react-i18next';
import type { Cell } from './use-grid.ts';

interface GridCellProps {
  readonly id: string;
  readonly cell: Cell | undefined;
  /** Only one cell of the grid takes the Tab key; arrows lead to the others. */
  readonly inTabOrder: boolean;
  readonly open: boolean;
  readonly onOpen: () => void;
}

/** The account of one group with one type, by which step it was found, and whether a paused one was passed over. */
export function GridCell({ id, cell, inTabOrder, open, onOpen }: GridCellProps) {
  const { t } = useTranslation();
  return (
    <button
      id={id}
      type="button"
      className="grid-cell"
      tabIndex={inTabOrder ? 0 : -1}
      aria-pressed={open}
      data-warning={cell?.warning === true || undefined}
      onClick={onOpen}
    >
      <span className="grid-account">{cell?.account ?? t('grid.nobody')}</span>
      <span className="grid-why">
        {cell?.why !== undefined && t(`gridReason.${cell.why}`)}
        {cell?.warning === true && (
          <span className="grid-warning">
            <TriangleAlert size={12} aria-hidden />
            {t('grid.passedOver')}
          </span>
        )}
      </span>
    </button>
  );
}

import { Menu } from '@base-ui/react/menu';
import Ellipsis from 'lucide-react/icons/ellipsis';
import type { ReactNode } from 'react';

export interface MenuAction {
  readonly label: string;
  readonly icon: ReactNode;
  readonly run: () => void;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** A second line, for instance why it is disabled. */
  readonly note?: string | undefined;
}

/** The further actions of a row. */
export function RowMenu({
  label,
  actions,
}: {
  readonly label: string;
  readonly actions: readonly MenuAction[];
}) {
  return (
    <Menu.Root>
      <Menu.Trigger className="icon-button" aria-label={label} title={label}>
        <Ellipsis size={16} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="menu-positioner" align="end" sideOffset={4}>
          <Menu.Popup className="menu">
            {actions.map((action) => (
              <Menu.Item
                key={action.label}
                className="menu-item"
                data-danger={action.danger || undefined}
                disabled={action.disabled ?? false}
                onClick={action.run}
              >
                {action.icon}
                <span>
                  {action.label}
                  {action.note !== undefined && <small className="menu-note">{action.note}</small>}
                </span>
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

import { Tooltip } from '@base-ui/react/tooltip';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';

type NativeProps = ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> };

interface ButtonProps extends NativeProps {
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  readonly icon?: ReactNode;
  readonly busy?: boolean;
}

/** A button with a word on it. */
export function Button({
  kind = 'plain',
  icon,
  busy = false,
  children,
  className = '',
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button ${className}`}
      data-kind={kind}
      aria-busy={busy || undefined}
    >
      {icon}
      {children !== undefined && <span className="button-label">{children}</span>}
    </button>
  );
}

interface IconButtonProps extends Omit<NativeProps, 'aria-label'> {
  readonly label: string;
  /** Keyboard shortcut shown in the tooltip. */
  readonly shortcut?: string;
}

/** A button with only an icon: its label is read out and shown on hover and focus. */
export function IconButton({ label, shortcut, children, className = '', ...rest }: IconButtonProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={
          <button type="button" {...rest} aria-label={label} className={`icon-button ${className}`}>
            {children}
          </button>
        }
      />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="tooltip-positioner">
          <Tooltip.Popup className="tooltip">
            {label}
            {shortcut !== undefined && <kbd>{shortcut}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

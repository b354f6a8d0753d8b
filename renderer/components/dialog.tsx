import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import X from 'lucide-react/icons/x';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

/** Where writing starts unless a dialog says otherwise. */
const FIRST_FIELD = 'input, textarea, select';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: 'narrow' | 'wide' | 'widest' | 'composer';
  /** Clicking beside it does not close it: it holds input. */
  readonly keepsInput?: boolean;
  /** Selector of what takes the focus at first. */
  readonly focus?: string;
}

/** A modal dialog. It traps the focus and returns it to where it was. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  width = 'narrow',
  keepsInput = false,
  focus = FIRST_FIELD,
}: DialogProps) {
  const { t } = useTranslation();
  const popup = useRef<HTMLDivElement>(null);
  return (
    <BaseDialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      disablePointerDismissal={keepsInput}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="backdrop" />
        <BaseDialog.Popup
          ref={popup}
          className="dialog"
          data-width={width}
          initialFocus={() => {
            const first = popup.current?.querySelector<HTMLElement>(`.dialog-body :is(${focus})`);
            // Answers are written above what they quote.
            if (first instanceof HTMLTextAreaElement) first.setSelectionRange(0, 0);
            return first ?? true;
          }}
        >
          <header className="dialog-header">
            <BaseDialog.Title className="dialog-title">{title}</BaseDialog.Title>
            <BaseDialog.Close className="icon-button" aria-label={t('action.close')}>
              <X size={16} aria-hidden />
            </BaseDialog.Close>
          </header>
          <div className="dialog-body">{children}</div>
          {footer !== undefined && <footer className="dialog-footer">{footer}</footer>}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly danger?: boolean;
  /** There is more to read than a sentence or two. */
  readonly wide?: boolean;
  readonly cancel?: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks before something that cannot be undone. The safe answer has the focus. */
export function Confirm({
  title,
  children,
  confirm,
  danger = false,
  wide = false,
  cancel,
  onConfirm,
  onCancel,
}: ConfirmProps) {
  const { t } = useTranslation();
  const safe = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onCancel();
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog" data-width={wide ? 'wide' : 'narrow'} initialFocus={safe}>
          <header className="dialog-header">
            <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          </header>
          <AlertDialog.Description className="dialog-body" render={<div />}>
            {children}
          </AlertDialog.Description>
          <footer className="dialog-footer">
            <Button ref={safe} onClick={onCancel}>
              {cancel ?? t('action.cancel')}
            </Button>
            <Button kind={danger ? 'danger' : 'primary'} onClick={onConfirm}>
              {confirm}
            </Button>
          </footer>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

import { useId, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailroomError } from '../../shared/errors.ts';
import { Button } from './button.tsx';
import { Confirm, Dialog } from './dialog.tsx';
import { ErrorBox } from './error-box.tsx';

interface FormDialogProps {
  readonly title: string;
  /** Word on the button that sends the form off; "Save" when left out. */
  readonly action?: string;
  readonly width?: 'narrow' | 'wide' | 'widest';
  readonly failure: MailroomError | undefined;
  readonly saving: boolean;
  /** Closing asks first. */
  readonly dirty: boolean;
  readonly onSubmit: (event?: FormEvent) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Further buttons, left of the others. */
  readonly extra?: ReactNode;
}

/** A form in a dialog. Input that was not saved is not lost by a slip. */
export function FormDialog(props: FormDialogProps) {
  const { t } = useTranslation();
  const formId = useId();
  const [leaving, setLeaving] = useState(false);
  const close = (): void => {
    if (props.dirty) setLeaving(true);
    else props.onClose();
  };
  const sendOff = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <Dialog
      keepsInput
      title={props.title}
      width={props.width ?? 'narrow'}
      onClose={close}
      footer={
        <>
          {props.extra !== undefined && <div className="dialog-extra">{props.extra}</div>}
          <Button onClick={close}>{t('action.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={props.saving} disabled={props.saving}>
            {props.action ?? t('action.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className="stack" noValidate onSubmit={props.onSubmit} onKeyDown={sendOff}>
        {props.failure !== undefined && <ErrorBox error={props.failure} />}
        {props.children}
      </form>
      {leaving && (
        <Confirm
          danger
          title={t('unsaved.title')}
          confirm={t('action.discard')}
          cancel={t('action.keepEditing')}
          onCancel={() => setLeaving(false)}
          onConfirm={props.onClose}
        >
          <p>{t('unsaved.text')}</p>
        </Confirm>
      )}
    </Dialog>
  );
}

import { Collapsible } from '@base-ui/react/collapsible';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailroomError } from '../../../shared/errors.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Page } from '../../components/page.tsx';

interface AccountFormProps {
  readonly title: string;
  readonly failure: MailroomError | undefined;
  readonly saving: boolean;
  readonly unfolded: boolean;
  readonly onUnfold: (open: boolean) => void;
  readonly onSubmit: (event: FormEvent) => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
  readonly advanced: ReactNode;
  readonly tester: ReactNode;
  /** What one should know before filling it in. */
  readonly notice?: ReactNode;
}

/** The frame of an account form: fields in one column, the tester beside them, the buttons always in sight. */
export function AccountForm(props: AccountFormProps) {
  const { t } = useTranslation();
  /** Escape goes back, as everywhere; unsaved input is asked about. In an open list of choices it closes the list. */
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    props.onCancel();
  };
  return (
    <Page
      fixed
      title={props.title}
      back={
        <IconButton label={t('action.back')} onClick={props.onCancel}>
          <ArrowLeft size={16} aria-hidden />
        </IconButton>
      }
    >
      <form className="account-form" onSubmit={props.onSubmit} onKeyDown={leave} noValidate>
        <div className="account-form-columns">
          <div className="account-form-fields">
            {props.failure !== undefined && <ErrorBox error={props.failure} />}
            {props.notice}
            {props.children}
            <Collapsible.Root open={props.unfolded} onOpenChange={props.onUnfold} className="advanced">
              <Collapsible.Trigger className="advanced-trigger">
                <ChevronRight size={16} aria-hidden />
                {t('form.advanced')}
              </Collapsible.Trigger>
              <Collapsible.Panel className="advanced-panel" keepMounted>
                {props.advanced}
              </Collapsible.Panel>
            </Collapsible.Root>
          </div>
          {props.tester}
        </div>
        <footer className="form-footer">
          <Button kind="primary" type="submit" busy={props.saving} disabled={props.saving}>
            {t('action.save')}
          </Button>
          <Button onClick={props.onCancel}>{t('action.cancel')}</Button>
          <span className="form-footer-note">{t('form.mandatoryNote')}</span>
        </footer>
      </form>
    </Page>
  );
}

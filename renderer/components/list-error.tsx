import RotateCw from 'lucide-react/icons/rotate-cw';
import { useTranslation } from 'react-i18next';
import type { MailroomError } from '../../shared/errors.ts';
import { Button } from './button.tsx';
import { ErrorBox } from './error-box.tsx';

interface ListErrorProps {
  readonly error: MailroomError | undefined;
  readonly retry: () => Promise<void>;
}

/** Why a list could not be read, with the way to read it again. Nothing while it could. */
export function ListError({ error, retry }: ListErrorProps) {
  const { t } = useTranslation();
  if (error === undefined) return null;
  return (
    <div className="list-error">
      <ErrorBox error={error}>
        <p>
          <Button icon={<RotateCw size={16} aria-hidden />} onClick={() => void retry()}>
            {t('action.tryAgain')}
          </Button>
        </p>
      </ErrorBox>
    </div>
  );
}

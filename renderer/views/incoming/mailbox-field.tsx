import FolderTree from 'lucide-react/icons/folder-tree';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { TextField, type FieldProps } from '../../components/fields.tsx';

interface MailboxFieldProps extends FieldProps {
  readonly registration: UseFormRegisterReturn;
  readonly disabled?: boolean;
  readonly onPick: () => void;
}

/** A mailbox on the server, typed or chosen from the server's list. */
export function MailboxField({ disabled = false, onPick, ...field }: MailboxFieldProps) {
  const { t } = useTranslation();
  return (
    <TextField
      {...field}
      input={{ disabled }}
      unit={
        <Button
          icon={<FolderTree size={16} aria-hidden />}
          aria-describedby={`field-${field.name}-help`}
          disabled={disabled}
          onClick={onPick}
        >
          {t('action.choose')}
        </Button>
      }
    />
  );
}

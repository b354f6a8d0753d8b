import FolderOpen from 'lucide-react/icons/folder-open';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { TextField, type FieldProps } from '../../components/fields.tsx';
import { attempt } from '../../components/toasts.tsx';

interface CaFileFieldProps extends FieldProps {
  readonly registration: UseFormRegisterReturn;
  readonly onChoose: (path: string) => void;
}

/** Path of the company's certificate authority, typed or chosen. */
export function CaFileField({ onChoose, ...field }: CaFileFieldProps) {
  const { t } = useTranslation();
  return (
    <TextField
      {...field}
      help={t('form.caFileHelp')}
      unit={
        <Button
          icon={<FolderOpen size={16} aria-hidden />}
          onClick={async () => {
            const chosen = await attempt(invoke('files.chooseCaFile', {}));
            if (chosen?.path !== undefined) onChoose(chosen.path);
          }}
        >
          {t('action.choose')}
        </Button>
      }
    />
  );
}

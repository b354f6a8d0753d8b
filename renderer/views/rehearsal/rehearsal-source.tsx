import FileUp from 'lucide-react/icons/file-up';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_REHEARSED } from '../../../shared/domain/rehearsal.ts';
import { Button } from '../../components/button.tsx';
import { formatCount } from '../../format.ts';
import type { RehearsalSource } from './use-rehearsal.ts';

export const counts = [20, 50, 200, MAX_REHEARSED] as const;

interface RehearsalSourceBarProps {
  readonly source: RehearsalSource;
  readonly onCount: (count: number) => void;
  readonly onFile: (file: File) => void;
}

/** Which messages the rules are tried on. A file can be dropped on the dialog too. */
export function RehearsalSourceBar({ source, onCount, onFile }: RehearsalSourceBarProps) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="rehearsal-source">
      <label className="inline-select">
        <span>{t('rehearsal.triedOn')}</span>
        <select
          className="input select"
          value={source.kind === 'last' ? source.count : ''}
          onChange={(event) => onCount(Number(event.target.value))}
        >
          {source.kind === 'message' && <option value="">{t('rehearsal.thisMessage')}</option>}
          {source.kind === 'file' && <option value="">{source.name}</option>}
          {counts.map((count) => (
            <option key={count} value={count}>
              {t('rehearsal.newest', { count, shown: formatCount(count) })}
            </option>
          ))}
        </select>
      </label>
      <Button icon={<FileUp size={16} aria-hidden />} onClick={() => picker.current?.click()}>
        {t('rehearsal.chooseFile')}
      </Button>
      <span className="secondary">{t('rehearsal.dropHint')}</span>
      <input
        ref={picker}
        type="file"
        accept=".eml,message/rfc822"
        hidden
        aria-label={t('rehearsal.chooseFile')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </div>
  );
}

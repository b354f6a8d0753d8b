import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../../components/toasts.tsx';
import { problemText } from '../../error-text.ts';
import { filesProblem, readFile, type AttachedFile } from './files.ts';

/** The files that go along: read one after the other, refused where they are too many or too large. */
export function useAttachedFiles() {
  const { t } = useTranslation();
  const [files, setFiles] = useState<readonly AttachedFile[]>([]);
  const add = async (chosen: readonly File[]): Promise<void> => {
    for (const file of chosen) {
      let read: AttachedFile;
      try {
        read = await readFile(file);
      } catch {
        notify({ title: t('compose.unreadable', { name: file.name }), kind: 'error' });
        continue;
      }
      setFiles((before) => {
        const after = [...before, read];
        const problem = filesProblem(after);
        if (problem === undefined) return after;
        notify({ title: file.name, text: problemText(problem), kind: 'error' });
        return before;
      });
    }
  };
  return {
    files,
    add,
    remove: (id: string): void => setFiles((before) => before.filter((file) => file.id !== id)),
  };
}

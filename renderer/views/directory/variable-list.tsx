import { useTranslation } from 'react-i18next';
import { useVariableExample } from './use-variable-example.ts';

interface VariableListProps {
  readonly names: readonly string[];
  readonly onInsert: (name: string) => void;
}

/** What may stand in a text and is filled in when it is sent. A click puts it where one was writing. */
export function VariableList({ names, onInsert }: VariableListProps) {
  const { t } = useTranslation();
  const exampleOf = useVariableExample();
  return (
    <div className="variables" role="group" aria-label={t('directory.variables')}>
      <span className="secondary">{t('directory.variables')}</span>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          className="variable"
          title={t('directory.example', { example: exampleOf(name) })}
          onClick={() => onInsert(name)}
        >
          <code>{`{{${name}}}`}</code>
        </button>
      ))}
    </div>
  );
}

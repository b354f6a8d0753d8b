import { useTranslation } from 'react-i18next';
import { LinkList } from './link-list.tsx';
import { linksInText } from './safe-html.ts';

interface TextBodyProps {
  readonly text: string;
  /** What to say where there is none. */
  readonly none?: string;
}

/** Plain text; quoted lines stand back. */
export function TextBody({ text, none }: TextBodyProps) {
  const { t } = useTranslation();
  if (text.trim() === '') return <p className="nothing-selected">{none ?? t('message.noText')}</p>;
  return (
    <>
      <div className="text-body">
        {text.split(/\r?\n/).map((line, index) => (
          <div key={index} className={/^\s*>/.test(line) ? 'quoted' : undefined}>
            {line === '' ? '\u00a0' : line}
          </div>
        ))}
      </div>
      <LinkList links={linksInText(text)} />
    </>
  );
}

import { useTranslation } from 'react-i18next';

/** The operators that a person may not think of, each with what it finds. */
const OPERATORS = ['phrase', 'not', 'or', 'from', 'attachment', 'unread', 'date'] as const;

/** What can be typed into the search field; all of it is in docs/search.md. */
export function SearchHelp() {
  const { t } = useTranslation();
  return (
    <dl className="search-help">
      {OPERATORS.map((operator) => (
        <div key={operator}>
          <dt>
            <code>{t(`message.searchOperator.${operator}.example`)}</code>
          </dt>
          <dd>{t(`message.searchOperator.${operator}.meaning`)}</dd>
        </div>
      ))}
    </dl>
  );
}

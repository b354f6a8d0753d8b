import ArrowRight from 'lucide-react/icons/arrow-right';
import { useTranslation } from 'react-i18next';
import type { ResponseOf } from '../../../shared/ipc/contract.ts';

interface ConsequencesProps {
  readonly after: ResponseOf<'routes.afterChange'>;
  readonly change: 'pause' | 'remove';
}

/** What else changes when an account no longer sends: groups, types, who sends instead, and what waits (S67). */
export function Consequences({ after, change }: ConsequencesProps) {
  const { t } = useTranslation();
  const { cells, groups, types, waiting } = after;
  return (
    <div className="consequences">
      {groups.length > 0 && (
        <p>{t(`outgoing.${change}Groups`, { count: groups.length, names: groups.join(', ') })}</p>
      )}
      {types.length > 0 && (
        <p>{t(`outgoing.${change}Types`, { count: types.length, names: types.join(', ') })}</p>
      )}
      {cells.length > 0 && (
        <div className="consequences-cells" tabIndex={0}>
          <table className="small-table">
            <caption>{t('outgoing.thenSends')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('fields.groupId')}</th>
                <th scope="col">{t('fields.typeId')}</th>
                <th scope="col">{t('outgoing.thenAccount')}</th>
              </tr>
            </thead>
            <tbody>
              {cells.map(({ group, type, before, after: then }, index) => (
                <tr key={index}>
                  <td>{group ?? t('grid.noGroup')}</td>
                  <td>{type ?? t('grid.noType')}</td>
                  <td>
                    {before ?? t('grid.nobody')} <ArrowRight size={12} aria-label={t('outgoing.then')} />{' '}
                    <strong>{then ?? t('grid.nobody')}</strong>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {waiting > 0 && <p>{t(`outgoing.${change}Waiting`, { count: waiting })}</p>}
    </div>
  );
}

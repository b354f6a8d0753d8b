import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeliveryReportEntry } from '../../../shared/domain/delivery-report.ts';
import { invoke } from '../../bridge.ts';
import { ExactTime } from '../../components/time.tsx';
import { attempt } from '../../components/toasts.tsx';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';

/** What other servers reported afterwards about a message that had been taken (RFC 3464). */
export function DeliveryReports({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const revision = useMessages((state) => state.revision);
  const [reports, setReports] = useState<readonly DeliveryReportEntry[]>([]);
  useEffect(() => {
    let current = true;
    void attempt(invoke('deliveryReports.list', { id })).then((found) => {
      if (current && found !== undefined) setReports(found);
    });
    return () => {
      current = false;
    };
  }, [id, revision]);
  if (reports.length === 0) return null;
  return (
    <table className="small-table">
      <caption>{t('deliveryReport.title')}</caption>
      <thead className="hidden">
        <tr>
          <th scope="col">{t('outbox.column.address')}</th>
          <th scope="col">{t('outbox.column.state')}</th>
          <th scope="col">{t('outbox.column.time')}</th>
        </tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <tr key={`${report.messageId ?? report.at}-${report.address}-${report.action}`}>
            <td>
              {report.address}
              {report.diagnostic !== '' && <code className="reply">{report.diagnostic}</code>}
              {report.messageId !== undefined && <ReportLink id={report.messageId} />}
            </td>
            <td>
              {t(`deliveryReport.action.${report.action}`, { defaultValue: report.action })}{' '}
              <span className="secondary tabular">{report.status}</span>
            </td>
            <td className="tabular">
              <ExactTime at={report.at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The way to the report itself, in whichever folder it lies. */
function ReportLink({ id }: { readonly id: number }) {
  const { t } = useTranslation();
  const open = async (): Promise<void> => {
    const report = await attempt(invoke('messages.get', { id }));
    if (report === undefined) return;
    useNavigation.getState().go({ view: report.folder });
    useMessages.getState().select(report.folder, id);
  };
  return (
    <button type="button" className="link" onClick={() => void open()}>
      {t('deliveryReport.open')}
    </button>
  );
}

import { Tabs } from '@base-ui/react/tabs';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxDetail } from '../../../shared/domain/outbound.ts';
import { invoke } from '../../bridge.ts';
import { IconButton } from '../../components/button.tsx';
import { EmptyPane } from '../../components/empty-pane.tsx';
import { AttachmentsBar } from '../messages/attachments-bar.tsx';
import { HeadersTab } from '../messages/headers-tab.tsx';
import { HtmlBody } from '../messages/html-body.tsx';
import { SourceTab, type ReadSlice } from '../messages/source-tab.tsx';
import { TextBody } from '../messages/text-body.tsx';
import { EntryActions } from './entry-actions.tsx';
import { EntryOverview } from './entry-overview.tsx';
import { useOutboxDetail } from './use-outbox-detail.ts';

export type EntryTab = 'overview' | 'text' | 'html' | 'headers' | 'source';

interface EntryPaneProps {
  readonly id: string;
  readonly tab: EntryTab;
  readonly onTab: (tab: EntryTab) => void;
  readonly onBack: () => void;
}

/** One message of the outbox: what became of it, and the message itself. */
export function EntryPane({ id, ...props }: EntryPaneProps) {
  const { detail, error } = useOutboxDetail(id);
  if (error !== undefined || detail === undefined) return <EmptyPane error={error} />;
  return <Entry {...props} detail={detail} />;
}

interface EntryProps extends Omit<EntryPaneProps, 'id'> {
  readonly detail: OutboxDetail;
}

function Entry({ detail, tab, onTab, onBack }: EntryProps) {
  const { t } = useTranslation();
  const { id, html, inlineImages } = detail;
  const slice = useCallback<ReadSlice>(
    (offset, limit) => invoke('outbox.source', { id, offset, limit }),
    [id],
  );
  const available: readonly EntryTab[] = [
    'overview',
    'text',
    ...(html === undefined ? [] : (['html'] as const)),
    'headers',
    'source',
  ];
  const shown = available.includes(tab) ? tab : 'overview';
  const title = detail.subject === '' ? t('message.noSubject') : detail.subject;
  return (
    <article className="detail" aria-label={title}>
      <header className="detail-header outbox-header">
        <div className="detail-heading">
          <IconButton className="only-narrow" label={t('action.back')} onClick={onBack}>
            <ArrowLeft size={16} aria-hidden />
          </IconButton>
          <h2 tabIndex={-1} id="outbox-title">
            {title}
          </h2>
        </div>
        <EntryActions detail={detail} />
      </header>
      <AttachmentsBar
        attachments={detail.attachmentList}
        save={({ index }) => invoke('files.saveSentAttachment', { outboxId: id, index })}
      />
      <Tabs.Root className="tabs" value={shown} onValueChange={(value) => onTab(value as EntryTab)}>
        <Tabs.List className="tab-list" activateOnFocus>
          {available.map((name) => (
            <Tabs.Tab key={name} value={name} className="tab">
              {t(`tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" className="tab-panel" data-scrolls>
          <EntryOverview detail={detail} />
        </Tabs.Panel>
        <Tabs.Panel value="text" className="tab-panel" data-scrolls>
          <TextBody text={detail.text} />
        </Tabs.Panel>
        {html !== undefined && (
          <Tabs.Panel value="html" className="tab-panel" data-frame>
            <HtmlBody message={{ html, inlineImages }} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="headers" className="tab-panel" data-scrolls>
          <HeadersTab headers={detail.headers} />
        </Tabs.Panel>
        <Tabs.Panel value="source" className="tab-panel">
          <SourceTab slice={slice} />
        </Tabs.Panel>
      </Tabs.Root>
    </article>
  );
}

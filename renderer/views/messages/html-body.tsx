import ImageOff from 'lucide-react/icons/image-off';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import { LinkList } from './link-list.tsx';
import { safeHtml } from './safe-html.ts';

interface HtmlBodyProps {
  readonly message: Pick<MessageDetail, 'inlineImages'> & { readonly html: string };
}

/** The HTML part, in a frame that can do nothing but be looked at. */
export function HtmlBody({ message }: HtmlBodyProps) {
  const { t } = useTranslation();
  const safe = useMemo(() => safeHtml(message, t('message.pictureMissing')), [message, t]);
  return (
    <div className="html-body">
      {safe.blockedRemote > 0 && (
        <p className="quiet-line">
          <ImageOff size={14} aria-hidden />
          {t('message.blockedRemote', { count: safe.blockedRemote })}
        </p>
      )}
      <iframe
        className="html-frame"
        title={t('message.htmlFrame')}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={safe.document}
      />
      <LinkList links={safe.links} />
    </div>
  );
}

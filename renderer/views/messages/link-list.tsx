import ChevronRight from 'lucide-react/icons/chevron-right';
import ExternalLink from 'lucide-react/icons/external-link';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useTranslation } from 'react-i18next';
import { invoke } from '../../bridge.ts';
import { IconButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { attempt } from '../../components/toasts.tsx';
import { isDisguised, type SafeLink } from './safe-html.ts';

/** The links of a message with their real targets: to copy, or to open after a question. Open at once if one lies. */
export function LinkList({ links }: { readonly links: readonly SafeLink[] }) {
  const { t } = useTranslation();
  if (links.length === 0) return null;
  return (
    <details className="links" open={links.some(isDisguised)}>
      <summary>
        <ChevronRight size={14} aria-hidden />
        {t('message.links', { count: links.length })}
      </summary>
      <ul>
        {links.map((link) => (
          <li key={link.url}>
            <span className="link-words">
              {link.text !== '' && link.text !== link.url && <span className="link-text">{link.text}</span>}
              <code>{link.url}</code>
              {isDisguised(link) && (
                <span className="link-disguised">
                  <TriangleAlert size={14} aria-hidden />
                  {t('message.disguisedLink')}
                </span>
              )}
            </span>
            <CopyButton text={link.url} label={t('message.copyLink')} />
            <IconButton
              label={t('message.openLink')}
              onClick={() => void attempt(invoke('links.open', { url: link.url }))}
            >
              <ExternalLink size={14} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </details>
  );
}

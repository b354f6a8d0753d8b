import ChevronRight from 'lucide-react/icons/chevron-right';
import ExternalLink from 'lucide-react/icons/external-link';
import { useTranslation } from 'react-i18next';
import { invoke } from '../../bridge.ts';
import { IconButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { attempt } from '../../components/toasts.tsx';
import type { SafeLink } from './safe-html.ts';

/** The links of a message with their real targets: to copy, or to open after a question. */
export function LinkList({ links }: { readonly links: readonly SafeLink[] }) {
  const { t } = useTranslation();
  if (links.length === 0) return null;
  return (
    <details className="links">
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

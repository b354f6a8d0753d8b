import Asterisk from 'lucide-react/icons/asterisk';
import Plus from 'lucide-react/icons/plus';
import Trash from 'lucide-react/icons/trash-2';
import Undo from 'lucide-react/icons/undo-2';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  isChosenKind,
  templateKinds,
  type ChosenKind,
  type Template,
  type TemplateKind,
} from '../../../shared/domain/template.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ListError } from '../../components/list-error.tsx';
import { Badge } from '../../components/state.tsx';
import { useTemplates } from '../../stores/directory.ts';
import { RemoveText } from './remove-text.tsx';
import { TextDialog } from './text-dialog.tsx';

const automatic = templateKinds.filter((kind) => !isChosenKind(kind));

/** Prepared texts for answers and confirmations, and the texts that the program writes by itself. */
export function TextsTab() {
  const { t } = useTranslation();
  const { items, error, load } = useTemplates();
  const [editing, setEditing] = useState<Template | ChosenKind>();
  const [removing, setRemoving] = useState<Template>();
  const of = (kinds: readonly TemplateKind[]): Template[] =>
    kinds.flatMap((kind) => items.filter((template) => template.kind === kind));
  const replies = of(['reply']);
  const confirmations = of(['confirmation']);
  const list = (templates: readonly Template[]) => (
    <ul className="text-list">
      {templates.map((template) => (
        <li key={template.id}>
          <button type="button" className="text-entry" onClick={() => setEditing(template)}>
            <strong>{nameOf(template, t)}</strong>
            {!isChosenKind(template.kind) && !template.builtIn && <Badge>{t('texts.changed')}</Badge>}
            <span className="secondary">{t(`textUse.${template.kind}`)}</span>
          </button>
          {!template.builtIn && (
            <IconButton
              label={
                isChosenKind(template.kind)
                  ? t('directory.delete', { name: template.name })
                  : t('texts.toBuiltIn')
              }
              onClick={() => setRemoving(template)}
            >
              {isChosenKind(template.kind) ? <Trash size={16} aria-hidden /> : <Undo size={16} aria-hidden />}
            </IconButton>
          )}
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <ListError error={error} retry={load} />
      <div className="tab-top">
        <p className="secondary">{t('texts.intro')}</p>
        <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={() => setEditing('reply')}>
          {t('texts.newOf.reply')}
        </Button>
      </div>
      <section className="texts">
        <h2>{t('texts.replies')}</h2>
        {replies.length === 0 ? <p className="secondary">{t('texts.noReplies')}</p> : list(replies)}
      </section>
      <section className="texts">
        <h2>{t('texts.confirmations')}</h2>
        {confirmations.length === 0 ? (
          <p className="secondary">{t('texts.noConfirmations')}</p>
        ) : (
          list(confirmations)
        )}
        <Button kind="quiet" icon={<Plus size={16} aria-hidden />} onClick={() => setEditing('confirmation')}>
          {t('texts.newOf.confirmation')}
        </Button>
      </section>
      <section className="texts">
        <h2>{t('texts.automatic')}</h2>
        {list(of(automatic))}
      </section>
      {editing !== undefined && <TextDialog subject={editing} onClose={() => setEditing(undefined)} />}
      {removing !== undefined && <RemoveText template={removing} onDone={() => setRemoving(undefined)} />}
    </>
  );
}

/** Texts of the program are called after what they are for. */
function nameOf({ kind, name }: Template, t: (key: string) => string): string {
  return isChosenKind(kind) ? name : t(`textKind.${kind}`);
}

import { useTranslation } from 'react-i18next';
import type { Template, TemplateInput } from '../../../shared/domain/template.ts';
import { invoke } from '../../bridge.ts';
import { Confirm } from '../../components/dialog.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { useTemplates } from '../../stores/directory.ts';

/** Deletes a text, or gives the built-in one back; both can be taken back for a moment. */
export function RemoveText({
  template,
  onDone,
}: {
  readonly template: Template;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const load = useTemplates((state) => state.load);
  const { id, builtIn: _builtIn, ...input } = template;
  const isReply = template.kind === 'reply';
  const name = isReply ? template.name : t(`textKind.${template.kind}`);
  return (
    <Confirm
      danger
      title={isReply ? t('outgoing.deleteTitle', { name }) : t('texts.toBuiltInTitle', { name })}
      confirm={isReply ? t('directory.deleteConfirm') : t('texts.toBuiltIn')}
      onCancel={onDone}
      onConfirm={async () => {
        onDone();
        const gone = await attempt(invoke('templates.remove', { id }));
        await load();
        if (gone === undefined) return;
        notify({
          title: isReply ? t('incoming.deleted', { name }) : t('texts.isBuiltIn', { name }),
          action: {
            label: t('action.undo'),
            run: async () => {
              await attempt(restore(input));
              await load();
            },
          },
        });
      }}
    >
      <p>{isReply ? t('texts.deleteText') : t('texts.toBuiltInText')}</p>
    </Confirm>
  );
}

/** The built-in text may have another id than the one it took the place of. */
async function restore(template: TemplateInput): Promise<void> {
  const now = useTemplates.getState().items.find(({ kind }) => kind === template.kind);
  if (template.kind === 'reply') await invoke('templates.create', template);
  else if (now !== undefined) await invoke('templates.update', { id: now.id, template });
}

import { useTranslation } from 'react-i18next';
import { rulesNaming } from '../../../shared/domain/rule.ts';
import { isChosenKind, type Template, type TemplateInput } from '../../../shared/domain/template.ts';
import { invoke } from '../../bridge.ts';
import { Confirm } from '../../components/dialog.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { useTemplates } from '../../stores/directory.ts';
import { useRules } from '../../stores/rules.ts';

/**
 * Deletes a text, or gives the built-in one back. Both can be taken back for a moment, unless rules confirm with the text:
 * what names it is not brought back.
 */
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
  const rules = rulesNaming(
    useRules((state) => state.items),
    { kind: 'text', id },
  );
  const isChosen = isChosenKind(template.kind);
  const name = isChosen ? template.name : t(`textKind.${template.kind}`);
  return (
    <Confirm
      danger
      title={isChosen ? t('outgoing.deleteTitle', { name }) : t('texts.toBuiltInTitle', { name })}
      confirm={isChosen ? t('directory.deleteConfirm') : t('texts.toBuiltIn')}
      onCancel={onDone}
      onConfirm={async () => {
        onDone();
        const gone = await attempt(invoke('templates.remove', { id }));
        await Promise.all([load(), useRules.getState().load()]);
        if (gone === undefined) return;
        notify({
          title: isChosen ? t('incoming.deleted', { name }) : t('texts.isBuiltIn', { name }),
          ...(rules.length > 0
            ? {}
            : {
                action: {
                  label: t('action.undo'),
                  run: async () => {
                    await attempt(restore(input));
                    await load();
                  },
                },
              }),
        });
      }}
    >
      {rules.length > 0 && (
        <>
          <p>
            {t('texts.usedByRules', {
              rules: rules.map(({ title }) => t('rules.quoted', { title })).join(', '),
            })}
          </p>
          <p>{t('directory.noUndo')}</p>
        </>
      )}
      <p>{isChosen ? t('texts.deleteText') : t('texts.toBuiltInText')}</p>
    </Confirm>
  );
}

/** The built-in text may have another id than the one it took the place of. */
async function restore(template: TemplateInput): Promise<void> {
  const now = useTemplates.getState().items.find(({ kind }) => kind === template.kind);
  if (isChosenKind(template.kind)) await invoke('templates.create', template);
  else if (now !== undefined) await invoke('templates.update', { id: now.id, template });
}

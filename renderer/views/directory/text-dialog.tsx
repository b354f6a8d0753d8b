import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  isChosenKind,
  templateInputSchema,
  templateVariables,
  type ChosenKind,
  type Template,
  type TemplateInput,
} from '../../../shared/domain/template.ts';
import { invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { TextAreaField, TextField } from '../../components/fields.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useTemplates } from '../../stores/directory.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';
import { TextPreview } from './text-preview.tsx';
import { useVariables } from './use-variables.ts';
import { VariableList } from './variable-list.tsx';

interface TextDialogProps {
  /** The text, or the kind of a new one. */
  readonly subject: Template | ChosenKind;
  readonly onClose: () => void;
}

const texts = ['subjectDe', 'textDe', 'subjectEn', 'textEn'] as const;

/** A text in both languages, side by side, with what may be filled in. */
export function TextDialog({ subject, onClose }: TextDialogProps) {
  const { t } = useTranslation();
  const [preview, setPreview] = useState(false);
  const template = typeof subject === 'string' ? undefined : subject;
  const kind = typeof subject === 'string' ? subject : subject.kind;
  const { form, about, frame } = useDomainForm<TemplateInput>({
    defaults: {
      kind,
      name: template?.name ?? '',
      subjectEn: template?.subjectEn ?? '',
      textEn: template?.textEn ?? '',
      subjectDe: template?.subjectDe ?? '',
      textDe: template?.textDe ?? '',
    },
    schema: templateInputSchema,
    toInput: (values) => values,
    save: async (values) => {
      if (template === undefined) await invoke('templates.create', values);
      else await invoke('templates.update', { id: template.id, template: values });
      await useTemplates.getState().load();
      onClose();
    },
  });
  const variables = useVariables(form, texts);
  const title =
    template === undefined
      ? t(`texts.newOf.${kind}`)
      : isChosenKind(kind)
        ? template.name
        : t(`textKind.${kind}`);
  return (
    <FormDialog
      {...frame}
      width="widest"
      title={title}
      onClose={onClose}
      extra={
        <Button aria-pressed={preview} onClick={() => setPreview(!preview)}>
          {preview ? t('texts.write') : t('texts.preview')}
        </Button>
      }
    >
      {preview ? (
        <TextPreview template={form.getValues()} />
      ) : (
        <>
          {isChosenKind(kind) && (
            <TextField
              {...about('name')}
              label={t('texts.name')}
              required
              registration={form.register('name')}
            />
          )}
          <div className="stack" onFocus={variables.onFocus}>
            <div className="side-by-side">
              <div className="stack">
                <TextField {...about('subjectDe')} registration={form.register('subjectDe')} />
                <TextAreaField {...about('textDe')} rows={10} registration={form.register('textDe')} />
              </div>
              <div className="stack">
                <TextField {...about('subjectEn')} registration={form.register('subjectEn')} />
                <TextAreaField {...about('textEn')} rows={10} registration={form.register('textEn')} />
              </div>
            </div>
            <VariableList names={templateVariables[kind]} onInsert={variables.insert} />
          </div>
        </>
      )}
    </FormDialog>
  );
}

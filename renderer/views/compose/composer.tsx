import Send from 'lucide-react/icons/send';
import { useId, useState, type DragEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { mailLanguages } from '../../../shared/domain/directory.ts';
import { Button } from '../../components/button.tsx';
import { Confirm, Dialog } from '../../components/dialog.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { FieldNotes } from '../../components/fields.tsx';
import { formatSize } from '../../format.ts';
import { shortcut } from '../../keys.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useCompose, type Draft } from '../../stores/compose.ts';
import { AddressFields } from './address-fields.tsx';
import { AttachedFiles } from './attached-files.tsx';
import { BelongsTo } from './belongs-to.tsx';
import { BodyEditor } from './body-editor.tsx';
import { RouteLine } from '../routes/route-line.tsx';
import { TemplatePicker } from './template-picker.tsx';
import { routeOf, useComposer } from './use-composer.ts';
import { useRoute } from '../routes/use-route.ts';

/** The message that is being written, while one is. */
export function Composer() {
  const { draft, close } = useCompose();
  return draft === undefined ? null : <OpenComposer draft={draft} onClose={close} />;
}

function OpenComposer({ draft, onClose }: { readonly draft: Draft; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const formId = useId();
  const [leaving, setLeaving] = useState(false);
  const composer = useComposer(draft, onClose);
  const { form, about, frame, body } = composer;
  const values = form.watch();
  const answer = useRoute(routeOf(values));
  const close = (): void => {
    if (frame.dirty) setLeaving(true);
    else onClose();
  };
  const sendOff = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (body !== undefined) frame.onSubmit();
  };
  /** Files dropped beside the text are attached, pictures too. */
  const drop = (event: DragEvent): void => {
    if (event.defaultPrevented || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void composer.attach([...event.dataTransfer.files]);
  };
  return (
    <Dialog
      keepsInput
      width="composer"
      focus={draft.answered === undefined ? 'input' : '.rich-text, textarea'}
      title={draft.answered === undefined ? t('compose.title') : t('reply.title')}
      onClose={close}
      footer={
        <>
          <Size bytes={composer.size} accountId={answer.route?.accountId} />
          <Button onClick={close}>{t('action.cancel')}</Button>
          <Button
            kind="primary"
            type="submit"
            form={formId}
            icon={<Send size={16} aria-hidden />}
            busy={frame.saving}
            disabled={frame.saving || body === undefined || answer.route === undefined}
            title={shortcut('Enter')}
          >
            {t('action.send')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="composer"
        noValidate
        onSubmit={frame.onSubmit}
        // Before the editor, for which it would be a line end.
        onKeyDownCapture={sendOff}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (event.defaultPrevented || files.length === 0) return;
          event.preventDefault();
          void composer.attach(files);
        }}
      >
        {frame.failure !== undefined && <ErrorBox error={frame.failure} doing="sending" />}
        <AddressFields form={form} about={about} />
        <BelongsTo form={form} about={about} />
        <RouteLine {...answer} />
        <div className="compose-tools">
          <label className="inline-check">
            <input
              type="checkbox"
              checked={composer.mode === 'plain'}
              disabled={body === undefined}
              onChange={(event) => void composer.switchTo(event.target.checked ? 'plain' : 'formatted')}
            />
            {t('compose.plain')}
          </label>
          <label className="inline-check">
            <input type="checkbox" {...form.register('signature')} />
            {t('compose.signature')}
          </label>
          <select
            className="input select"
            aria-label={t('compose.language')}
            title={t('compose.languageHelp')}
            {...form.register('language')}
          >
            {mailLanguages.map((language) => (
              <option key={language} value={language}>
                {t(`mailLanguage.${language}`)}
              </option>
            ))}
          </select>
          <TemplatePicker
            language={values.language}
            route={routeOf(values)}
            onPick={({ subject, text }) => {
              body?.insertText(text);
              // The subject of an answer is what the other side knows it by.
              if (values.subject.trim() === '') form.setValue('subject', subject, { shouldDirty: true });
            }}
          />
        </div>
        <BodyEditor key={composer.mode} {...composer.editor} />
        <AttachedFiles
          files={composer.files}
          onAdd={(files) => void composer.attach(files)}
          onRemove={composer.removeFile}
        />
      </form>
      {leaving && (
        <Confirm
          danger
          title={t('compose.discardTitle')}
          confirm={t('action.discard')}
          cancel={t('action.keepEditing')}
          onCancel={() => setLeaving(false)}
          onConfirm={onClose}
        >
          <p>{t('reply.discardText')}</p>
        </Confirm>
      )}
    </Dialog>
  );
}

/** How large it will be, and whether the account would take it. */
function Size({ bytes, accountId }: { readonly bytes: number; readonly accountId: string | undefined }) {
  const { t } = useTranslation();
  const limit = useAccounts(
    (state) => state.outgoing.find(({ account }) => account.id === accountId)?.account.maxSizeBytes ?? 0,
  );
  const over = limit > 0 && bytes > limit;
  return (
    <div className="compose-size" role="status">
      {over ? (
        <FieldNotes
          id="compose-size"
          name="size"
          label=""
          warning={t('compose.overLimit', { size: formatSize(bytes), limit: formatSize(limit) })}
        />
      ) : (
        <span className="secondary tabular">{t('compose.size', { size: formatSize(bytes) })}</span>
      )}
    </div>
  );
}

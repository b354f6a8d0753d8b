import { useEffect, useMemo, useRef, useState } from 'react';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import { debounce } from '../../stores/debounce.ts';
import type { Draft } from '../../stores/compose.ts';
import { addressesOf } from '../forms/addresses.ts';
import { useDomainForm } from '../forms/use-domain-form.ts';
import { beginningOf, quotedHtml, quotedText, type ComposeValues } from './beginning.ts';
import type { BodyMode } from './body-editor.tsx';
import type { BodyHandle } from './body-handle.ts';
import { isPicture, readAsDataUrl, wireSize } from './files.ts';
import { htmlToText, mailDocument, takePictures, textToHtml } from './html.ts';
import { tellQueued } from './tell-queued.ts';
import { useAttachedFiles } from './use-attached-files.ts';

/** The form of text chosen last, which is the one to begin with. */
const MODE_STORED = 'mailroom.plainText';
const COUNT_AFTER = 400;

/** Who sends is decided by these. */
export function routeOf(values: ComposeValues): RequestInput<'routes.resolve'> {
  const { accountId, groupId, typeId } = values;
  const ticket = values.ticket.trim();
  return {
    ...(accountId === '' ? {} : { accountId }),
    ...(ticket === '' ? {} : { ticket }),
    ...(ticket !== '' || groupId === '' ? {} : { groupId }),
    ...(ticket !== '' || typeId === '' ? {} : { typeId }),
  };
}

/** Everything about the message that is being written. */
export function useComposer(draft: Draft, onSent: () => void) {
  const { answered } = draft;
  const [mode, setMode] = useState<BodyMode>(() =>
    localStorage.getItem(MODE_STORED) === 'yes' ? 'plain' : 'formatted',
  );
  const [start, setStart] = useState(() => (mode === 'plain' ? quotedText(answered) : quotedHtml(answered)));
  const [body, setBody] = useState<BodyHandle>();
  const [written, setWritten] = useState(false);
  const [bodySize, setBodySize] = useState(0);
  const { files, add, remove } = useAttachedFiles();
  const latest = useRef({ body, files });
  latest.current = { body, files };

  const headOf = (values: ComposeValues) => ({
    to: addressesOf(values.to),
    cc: addressesOf(values.cc),
    bcc: addressesOf(values.bcc),
    subject: values.subject,
    language: values.language,
    signature: values.signature,
    ...routeOf(values),
    ...(answered === undefined ? {} : { inReplyTo: answered.id }),
  });
  const contentOf = (written: string) => {
    const attachments = latest.current.files.map(({ file }) => file);
    if (mode === 'plain') return { text: written, attachments };
    const { html, pictures } = takePictures(written);
    return { text: '', html: mailDocument(html), attachments: [...attachments, ...pictures] };
  };
  const { form, about, frame } = useDomainForm<ComposeValues>({
    defaults: beginningOf(draft),
    schema: sendRequestSchema,
    // Text and files are large and were looked at when they came.
    toInput: (values) => ({ ...headOf(values), text: '', attachments: [] }),
    save: async (values) => {
      const entry = await invoke('outbox.send', {
        ...headOf(values),
        ...contentOf(latest.current.body?.read() ?? ''),
      });
      onSent();
      tellQueued(entry);
    },
  });

  const count = useMemo(
    () => debounce(() => setBodySize(latest.current.body?.read().length ?? 0), COUNT_AFTER),
    [],
  );
  useEffect(() => count.cancel, [count]);

  const addFiles = async (chosen: readonly File[]): Promise<void> => {
    const others: File[] = [];
    for (const file of chosen) {
      const placed =
        isPicture(file) && latest.current.body?.insertPicture(file.name, await readAsDataUrl(file)) === true;
      if (!placed) others.push(file);
    }
    await add(others);
  };

  return {
    form,
    about,
    frame: { ...frame, dirty: frame.dirty || written || files.length > 0 },
    body,
    mode,
    files,
    attach: add,
    removeFile: remove,
    /** Bytes on the way, about. */
    size: bodySize + files.reduce((sum, { sizeBytes }) => sum + wireSize(sizeBytes), 0),
    /** Goes on in the other form; pictures of the text become attachments. */
    switchTo: async (next: BodyMode): Promise<void> => {
      const before = body?.read() ?? start;
      localStorage.setItem(MODE_STORED, next === 'plain' ? 'yes' : 'no');
      if (next === 'plain') {
        const { pictures } = takePictures(before);
        setStart(htmlToText(before));
        await add(pictures.map(asFile));
      } else {
        setStart(textToHtml(before));
      }
      setBody(undefined);
      setMode(next);
    },
    editor: {
      mode,
      start,
      focused: answered !== undefined,
      onReady: setBody,
      onChange: () => {
        setWritten(true);
        count();
      },
      onFiles: (chosen: readonly File[]) => void addFiles(chosen),
    },
  };
}

function asFile({
  name,
  mimeType,
  content,
}: {
  name: string;
  mimeType?: string | undefined;
  content: string;
}): File {
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  return new File([bytes], name, { type: mimeType ?? '' });
}

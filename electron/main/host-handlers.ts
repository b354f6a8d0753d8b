import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app, BrowserWindow, clipboard, dialog, shell } from 'electron';
import { MailroomError } from '../../shared/errors.ts';
import type { HandlersOf, HostChannel } from '../engine/handlers/handler.ts';
import { exportFileName, sourceFileName } from '../engine/mime/export.ts';
import type { AttachmentContent } from '../engine/mime/parsed.ts';
import type { RemoteEngine } from '../engine/threads/engine-thread.ts';
import type { SecretHost } from './secret-host.ts';

/** Schemes a link of a message may open, after the person asked for it. */
const OPENABLE_SCHEMES = new Set(['http:', 'https:', 'mailto:']);

/** What needs windows, dialogs or the desktop: saving files, the clipboard, links, the choice of keychain. */
export function hostHandlers(engine: RemoteEngine, secrets: SecretHost): HandlersOf<HostChannel> {
  return {
    'secrets.status': () => secrets.status(),
    async 'secrets.useVault'({ passphrase }) {
      const status = await secrets.useVault(passphrase);
      await engine.secretsAvailable();
      return status;
    },

    async 'files.saveAttachment'({ messageId, index }) {
      return saveAttachment(await engine.readAttachment(messageId, index), index);
    },

    async 'files.saveSentAttachment'({ outboxId, index }) {
      return saveAttachment(await engine.readSentAttachment(outboxId, index), index);
    },

    async 'files.exportSent'({ id }) {
      const source = await engine.readSentSource(id);
      if (source === undefined) throw notFound(id);
      const name = sourceFileName((await engine.readSentSubject(id)) ?? '');
      const file = await askWhere(name);
      if (file === undefined) return { saved: false, name };
      await write(file, source);
      return { saved: true, name: path.basename(file) };
    },

    async 'files.exportMessages'({ ids }) {
      const messages = await Promise.all(
        ids.map(async (id) => ({ id, subject: (await engine.readSubject(id)) ?? '' })),
      );
      const [first] = messages;
      const target =
        messages.length === 1 && first !== undefined
          ? await askWhere(exportFileName(first))
          : await askFolder();
      if (target === undefined) return { saved: false, count: 0 };
      let count = 0;
      for (const message of messages) {
        const source = await engine.readSource(message.id);
        if (source === undefined) continue;
        await write(messages.length === 1 ? target : path.join(target, exportFileName(message)), source);
        count += 1;
      }
      return { saved: count > 0, count };
    },

    async 'files.backup'() {
      const name = `mailroom-${new Date().toISOString().slice(0, 10)}.db`;
      const file = await askWhere(name);
      if (file === undefined) return { saved: false, name };
      await engine.backup(file);
      return { saved: true, name: path.basename(file) };
    },

    async 'files.chooseCaFile'() {
      const answer = await dialog.showOpenDialog(parent(), {
        defaultPath: app.getPath('home'),
        properties: ['openFile'],
        filters: [{ name: 'PEM', extensions: ['pem', 'crt', 'cer'] }],
      });
      const [chosen] = answer.filePaths;
      return answer.canceled || chosen === undefined ? {} : { path: chosen };
    },

    async 'files.copyText'({ text }) {
      // Asynchronous from Electron 44 on.
      await (clipboard.writeText(text) as void | Promise<void>);
      return {};
    },

    async 'links.open'({ url }) {
      const target = URL.canParse(url) ? new URL(url) : undefined;
      if (target === undefined || !OPENABLE_SCHEMES.has(target.protocol)) {
        throw new MailroomError('input.invalid', 'input', { field: 'url' });
      }
      await shell.openExternal(target.href);
      return { opened: true };
    },
  };
}

function parent(): BrowserWindow {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  if (window === undefined) throw new MailroomError('engine.stopped', 'internal');
  return window;
}

async function askWhere(name: string): Promise<string | undefined> {
  const answer = await dialog.showSaveDialog(parent(), {
    defaultPath: path.join(app.getPath('downloads'), name),
  });
  return answer.canceled || answer.filePath === '' ? undefined : answer.filePath;
}

async function askFolder(): Promise<string | undefined> {
  const answer = await dialog.showOpenDialog(parent(), {
    defaultPath: app.getPath('downloads'),
    properties: ['openDirectory', 'createDirectory'],
  });
  return answer.canceled ? undefined : answer.filePaths[0];
}

async function saveAttachment(
  content: AttachmentContent | undefined,
  index: number,
): Promise<{ saved: boolean; name: string }> {
  if (content === undefined) throw notFound(index);
  const { name } = content.attachment;
  const file = await askWhere(name);
  if (file === undefined) return { saved: false, name };
  await write(file, content.bytes);
  return { saved: true, name: path.basename(file) };
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  } catch (error) {
    throw new MailroomError('store.unwritable', 'store', {
      params: { directory: path.dirname(file) },
      detail: (error as Error).message,
      cause: error,
    });
  }
}

function notFound(name: number | string): MailroomError {
  return new MailroomError('input.notFound', 'input', { params: { name } });
}

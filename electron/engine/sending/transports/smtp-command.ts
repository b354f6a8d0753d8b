import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { done } from './done.ts';

/** The one public way to make nodemailer send a command of ours is to call it a way to sign in. */
const COMMAND = 'COMMAND';

/** To be among the options of a connection that `sendCommand` is used with. */
export const ownCommands: NonNullable<SMTPConnectionOptions['customAuth']> = {
  async [COMMAND]({ auth, sendCommand: send }) {
    const { response } = await send(String(auth['line']));
    if (!response.startsWith('2')) throw new Error('refused');
  },
};

/** Sends a command and waits for its reply. @throws nodemailer's error with the reply, when that is a refusal */
export async function sendCommand(connection: SMTPConnection, line: string): Promise<void> {
  await done((callback) => connection.login({ method: COMMAND, line }, callback));
}

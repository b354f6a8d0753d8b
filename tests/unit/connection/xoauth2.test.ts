import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../electron/engine/connection/endpoint.ts';
import { answerCommands, type ScriptedServer } from '../../servers/scripted-server.ts';
import { dialogues, heard, serve, signIn } from './support.ts';

// As long as those of Microsoft, which fit into no command line.
const TOKEN = `token-canary.${'A'.repeat(1500)}`;
const auth = { kind: 'accessToken', token: TOKEN } as const;
/** What `printf 'user=me\001auth=Bearer TOKEN\001\001' | base64` prints. */
const response = Buffer.from(['user=me', `auth=Bearer ${TOKEN}`, '', ''].join('\x01')).toString('base64');
const challenge = Buffer.from('{"status":"401","schemes":"bearer"}').toString('base64');
const both: readonly Exclude<Protocol, 'smtp'>[] = ['imap4', 'pop3'];

/** A server that takes no password, and this token or none. */
async function serveTokens(protocol: Exclude<Protocol, 'smtp'>, accept: boolean): Promise<ScriptedServer> {
  const { greeting, answers, verbOf } = dialogues[protocol];
  return serve(async (connection) => {
    async function authenticate(tag: string, line: string): Promise<string> {
      let given = line.split(' ').at(-1) ?? '';
      if (given === 'XOAUTH2') {
        await connection.send('+ \r\n');
        given = await connection.readLine();
      }
      if (accept && given === response) return protocol === 'imap4' ? `${tag} OK in\r\n` : '+OK in\r\n';
      await connection.send(`+ ${challenge}\r\n`);
      // The client must answer, with nothing.
      if ((await connection.readLine()) !== '') throw new Error('not an empty answer');
      return protocol === 'imap4'
        ? `${tag} NO [AUTHENTICATIONFAILED] refused: ${given}\r\n`
        : `-ERR [AUTH] refused: ${given}\r\n`;
    }
    await connection.send(greeting);
    const changes = {
      AUTHENTICATE: (_connection: unknown, line: string) => authenticate(line.split(' ')[0] ?? '', line),
      AUTH: (_connection: unknown, line: string) => authenticate('', line),
    };
    await answerCommands(connection, { ...answers, ...changes }, verbOf);
  });
}

describe.each(both)('%s with an access token', (protocol) => {
  it('signs in by XOAUTH2, and by nothing else', async () => {
    const server = await serveTokens(protocol, true);
    await signIn({ protocol, encryption: 'none', port: server.port, auth });
    expect(heard(server)).toContain(response);
    expect(heard(server)).not.toMatch(/LOGIN|PASS/);
  });

  it('answers the challenge of a server that refuses it, and tells the refusal without the token', async () => {
    const server = await serveTokens(protocol, false);
    const failure = await signIn({ protocol, encryption: 'none', port: server.port, auth }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({
      code: 'login.refused',
      stage: 'login',
      transient: false,
      detail: expect.stringContaining('refused: ***'),
    });
  });
});

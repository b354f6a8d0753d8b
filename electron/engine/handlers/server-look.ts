import { MailroomError } from '../../../shared/errors.ts';
import { lookAtCertificate, probeTimeouts } from '../diagnosis/probe.ts';
import { listFolders } from '../receiving/sources/imap-folders.ts';
import { connectionSettings } from '../receiving/sources/index.ts';
import { secretKey } from '../secrets/keys.ts';
import { smtpEndpoint } from '../sending/transports/smtp.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type Served = Extract<EngineChannel, 'incoming.folders' | 'incoming.certificate' | 'outgoing.certificate'>;

/** What a person wants to see of a server before deciding: its mailboxes and its certificate. */
export function serverLookHandlers({ accountSecrets, proxy }: Parts): HandlersOf<Served> {
  return {
    async 'incoming.folders'({ id, account, secret: typed }) {
      if (account.serverType === 'pop3')
        throw new MailroomError('input.invalid', 'input', {
          field: 'serverType',
          problems: [{ field: 'serverType', problem: 'pop3NoFolders' }],
        });
      const stored = id === undefined ? undefined : await accountSecrets.get(secretKey('incoming', id));
      const secret = typed ?? stored;
      if (secret === undefined) throw new MailroomError('secret.missing', 'login', { field: 'secret' });
      return listFolders(connectionSettings(account, secret, { proxy }));
    },

    'incoming.certificate': async ({ account }) =>
      lookAtCertificate(
        connectionSettings(account, '', { proxy, timeouts: probeTimeouts }),
        account.serverType,
      ),

    'outgoing.certificate': async ({ account }) =>
      lookAtCertificate(smtpEndpoint(account, { proxy, timeouts: probeTimeouts }), 'smtp'),
  };
}

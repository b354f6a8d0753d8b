import Loader from 'lucide-react/icons/loader-circle';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerCertificate } from '../../../shared/domain/mailbox.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { errorText } from '../../error-text.ts';
import { formatExact } from '../../format.ts';

interface TrustDialogProps {
  /** The certificate that the server shows now. */
  readonly look: Promise<ServerCertificate>;
  readonly onTrust: (certificate: ServerCertificate) => void;
  /** The certificate is fine but for its name. */
  readonly onWaiveName: () => void;
  readonly onClose: () => void;
}

/** Shows a server's certificate and why it is not trusted, and lets a person decide. Nothing is saved by it. */
export function TrustDialog({ look, onTrust, onWaiveName, onClose }: TrustDialogProps) {
  const { t } = useTranslation();
  const [certificate, setCertificate] = useState<ServerCertificate>();
  const [failure, setFailure] = useState<MailroomError>();
  useEffect(() => {
    let gone = false;
    look.then(
      (shown) => gone || setCertificate(shown),
      (error: unknown) => gone || setFailure(asMailroomError(error)),
    );
    return () => {
      gone = true;
    };
  }, [look]);

  const problem = certificate?.problem;
  return (
    <Dialog
      title={t('trust.title')}
      width="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          {problem?.code === 'tls.wrongName' && <Button onClick={onWaiveName}>{t('trust.waiveName')}</Button>}
          {certificate !== undefined && problem !== undefined && (
            <Button kind="danger" onClick={() => onTrust(certificate)}>
              {t('trust.accept')}
            </Button>
          )}
        </>
      }
    >
      {failure !== undefined && <ErrorBox error={failure} />}
      {certificate === undefined && failure === undefined && (
        <p role="status">
          <Loader className="spin" size={16} aria-hidden /> {t('trust.loading')}
        </p>
      )}
      {certificate !== undefined && (
        <div className="stack">
          <p>{problem === undefined ? t('trust.trusted') : errorText(problem).title}</p>
          <Facts certificate={certificate} />
          {problem?.code === 'tls.pinChanged' && (
            <dl className="facts trust-change">
              <dt>{t('trust.before')}</dt>
              <dd>{problem.params['before']}</dd>
              <dt>{t('trust.after')}</dt>
              <dd>{problem.params['after']}</dd>
            </dl>
          )}
          {problem !== undefined && (
            <p className="notice">
              {problem.code === 'tls.pinChanged' ? t('trust.adviceChanged') : t('trust.advice')}
            </p>
          )}
          {problem?.code === 'tls.wrongName' && <p className="secondary">{t('trust.waiveNameText')}</p>}
        </div>
      )}
    </Dialog>
  );
}

function Facts({ certificate }: { readonly certificate: ServerCertificate }) {
  const { t } = useTranslation();
  const { subject, issuer, names, validFrom, validTo, fingerprint } = certificate;
  return (
    <dl className="facts">
      <dt>{t('evidence.subject')}</dt>
      <dd>{subject}</dd>
      <dt>{t('evidence.issuer')}</dt>
      <dd>{issuer === subject ? t('trust.byItself', { issuer }) : issuer}</dd>
      <dt>{t('evidence.names')}</dt>
      <dd>{names}</dd>
      <dt>{t('evidence.validFrom')}</dt>
      <dd>{readableTime(validFrom)}</dd>
      <dt>{t('evidence.validTo')}</dt>
      <dd>{readableTime(validTo)}</dd>
      <dt>{t('evidence.fingerprint')}</dt>
      <dd className="technical">
        <code>{fingerprint}</code>
        <CopyButton text={fingerprint} />
      </dd>
    </dl>
  );
}

function readableTime(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : formatExact(at);
}

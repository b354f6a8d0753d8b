import Send from 'lucide-react/icons/send';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError, invoke } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Confirm, Dialog } from '../../components/dialog.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { SelectField, TextAreaField, TextField } from '../../components/fields.tsx';
import { notify } from '../../components/toasts.tsx';
import { problemText } from '../../error-text.ts';
import { shortcut } from '../../keys.ts';
import { formatExact } from '../../format.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { domainResolver } from '../account-form/resolver.ts';
import { showServerProblems } from '../account-form/server-problems.ts';

interface ReplyValues {
  to: string;
  cc: string;
  subject: string;
  text: string;
  /** Empty: the account is found by the usual order. */
  accountId: string;
}

function addressesOf(text: string): string[] {
  return text
    .split(/[,;]/)
    .map((part) => /<([^<>]+)>\s*$/.exec(part)?.[1] ?? part)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `Re: ` once, whatever stood there before. */
export function replySubject(subject: string): string {
  return `Re: ${subject.replace(/^\s*((re|aw|antw)\s*(\[\d+\])?:\s*)+/i, '')}`;
}

function quote(text: string): string {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))
    .join('\n');
}

interface ReplyDialogProps {
  readonly message: MessageDetail;
  readonly onClose: () => void;
}

/** Answers a message through the outbox. */
export function ReplyDialog({ message, onClose }: ReplyDialogProps) {
  const { t } = useTranslation();
  const formId = useId();
  const outgoing = useAccounts((state) => state.outgoing);
  const go = useNavigation((state) => state.go);
  const [failure, setFailure] = useState<MailroomError>();
  const [leaving, setLeaving] = useState(false);
  const answers = message.replyTo.length > 0 ? message.replyTo : [message.from];
  const toRequest = (values: ReplyValues) => ({
    to: addressesOf(values.to),
    cc: addressesOf(values.cc),
    subject: values.subject,
    text: values.text,
    inReplyTo: message.id,
    ...(values.accountId === '' ? {} : { accountId: values.accountId }),
  });
  const form = useForm<ReplyValues>({
    defaultValues: {
      to: answers.map(({ address }) => address).join(', '),
      cc: '',
      subject: replySubject(message.subject),
      text: `\n\n${t('reply.wrote', {
        name: message.from.name === '' ? message.from.address : message.from.name,
        date: formatExact(message.date),
      })}\n${quote(message.text)}\n`,
      accountId: '',
    },
    resolver: domainResolver<ReplyValues>(sendRequestSchema, toRequest),
    mode: 'onTouched',
  });
  const about = (name: 'to' | 'cc' | 'subject' | 'text') => {
    const error = form.formState.errors[name];
    return {
      name: `reply-${name}`,
      label: t(`fields.${name}`),
      registration: form.register(name),
      error: error?.message === undefined ? undefined : problemText(error.message),
    };
  };
  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    try {
      const entry = await invoke('outbox.send', toRequest(values));
      onClose();
      notify({
        title: t('reply.queued'),
        text: t('reply.queuedText', { account: entry.account }),
        action: { label: t('reply.toOutbox'), run: () => go({ view: 'outbox' }) },
      });
    } catch (thrown) {
      const error = asMailroomError(thrown);
      if (!showServerProblems(form, error, ['to', 'cc', 'subject', 'text', 'accountId'])) setFailure(error);
    }
  });
  const close = (): void => {
    if (form.formState.isDirty) setLeaving(true);
    else onClose();
  };
  const standard = outgoing.find(({ account }) => account.isDefault)?.account;
  return (
    <Dialog
      keepsInput
      width="wide"
      focus="textarea"
      title={t('reply.title')}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('action.cancel')}</Button>
          <Button
            kind="primary"
            type="submit"
            form={formId}
            icon={<Send size={16} aria-hidden />}
            disabled={form.formState.isSubmitting || outgoing.length === 0}
            title={shortcut('Enter')}
          >
            {t('action.send')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="stack"
        noValidate
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void submit();
          }
        }}
      >
        {outgoing.length === 0 && <ErrorBox error={{ code: 'send.noAccount', params: {} }} />}
        {failure !== undefined && <ErrorBox error={failure} />}
        <TextField {...about('to')} required />
        <TextField {...about('cc')} />
        <TextField {...about('subject')} />
        <TextAreaField {...about('text')} rows={12} />
        <SelectField
          name="reply-account"
          label={t('reply.account')}
          registration={form.register('accountId')}
          options={[
            {
              value: '',
              label:
                standard === undefined
                  ? t('reply.automatic')
                  : t('reply.automaticNamed', { name: standard.name }),
            },
            ...outgoing
              .filter(({ account }) => account.active)
              .map(({ account }) => ({
                value: account.id,
                label: `${account.name} <${account.senderAddress}>`,
              })),
          ]}
        />
      </form>
      {leaving && (
        <Confirm
          danger
          title={t('reply.discardTitle')}
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

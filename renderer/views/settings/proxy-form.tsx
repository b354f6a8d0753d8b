import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import {
  proxyKinds,
  proxyPasswordField,
  proxySchema,
  type ProxySettings,
} from '../../../shared/domain/settings.ts';
import type { MailroomError } from '../../../shared/errors.ts';
import { asMailroomError } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { SecretField, SelectField, TextField } from '../../components/fields.tsx';
import { notify } from '../../components/toasts.tsx';
import { problemText } from '../../error-text.ts';
import { parseDecimal } from '../../format.ts';
import { useSettings } from '../../stores/settings.ts';
import { domainResolver } from '../account-form/resolver.ts';
import { useStoredSecret } from '../account-form/use-stored-secret.ts';

interface ProxyValues {
  kind: ProxySettings['kind'];
  host: string;
  port: string;
  user: string;
  password: string;
}

const usualPort: Readonly<Record<ProxySettings['kind'], string>> = {
  none: '1080',
  socks5: '1080',
  http: '8080',
};

/** What stands between this program and all mail servers. Its password goes in and never comes out. */
export function ProxyForm() {
  const { t } = useTranslation();
  const { settings, change, setProxyPassword } = useSettings();
  const { proxy, hasProxyPassword } = settings;
  const stored = useStoredSecret(hasProxyPassword);
  const [failure, setFailure] = useState<MailroomError>();
  const form = useForm<ProxyValues>({
    values: { ...proxy, port: String(proxy.port), password: '' },
    mode: 'onTouched',
    resolver: domainResolver<ProxyValues>(proxySchema, proxyInput, ({ password }) => ({
      password: proxyPasswordField.safeParse(password).error?.issues[0]?.message,
    })),
  });
  const kind = form.watch('kind');
  const kindField = form.register('kind');
  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    try {
      // The password first: a proxy without it would refuse the next connection.
      if (values.password !== '') await setProxyPassword(values.password);
      await change({ proxy: proxySchema.parse(proxyInput(values)) });
      notify({ title: t('settings.proxy.saved') });
    } catch (error) {
      setFailure(asMailroomError(error));
    }
  });
  const about = (name: Exclude<keyof ProxyValues, 'kind'>) => {
    const message = form.formState.errors[name]?.message;
    return {
      name: `proxy-${name}`,
      label: t(`settings.proxy.${name}`),
      registration: form.register(name),
      error: message === undefined ? undefined : problemText(message),
    };
  };
  return (
    <form className="proxy-form stack" onSubmit={submit} noValidate>
      {failure !== undefined && <ErrorBox error={failure} />}
      <SelectField
        name="proxy-kind"
        label={t('settings.proxy.kind')}
        registration={{
          ...kindField,
          onChange: async (event) => {
            const before = usualPort[form.getValues('kind')];
            await kindField.onChange(event);
            if (form.getValues('port') === before) form.setValue('port', usualPort[form.getValues('kind')]);
          },
        }}
        options={proxyKinds.map((value) => ({ value, label: t(`settings.proxy.kinds.${value}`) }))}
      />
      {kind !== 'none' && (
        <>
          <TextField {...about('host')} required />
          <TextField {...about('port')} required width="short" input={{ inputMode: 'numeric' }} />
          <TextField {...about('user')} help={t('settings.proxy.userHelp')} />
          <SecretField {...about('password')} {...stored} />
          {hasProxyPassword && (
            <div>
              <Button
                kind="quiet"
                onClick={() =>
                  void setProxyPassword(undefined).catch((error: unknown) =>
                    setFailure(asMailroomError(error)),
                  )
                }
              >
                {t('settings.proxy.forget')}
              </Button>
            </div>
          )}
        </>
      )}
      <div>
        <Button
          kind="primary"
          type="submit"
          disabled={form.formState.isSubmitting || !form.formState.isDirty}
        >
          {t('action.save')}
        </Button>
      </div>
    </form>
  );
}

function proxyInput({ kind, host, port, user }: ProxyValues): unknown {
  return { kind, host, port: parseDecimal(port), user };
}

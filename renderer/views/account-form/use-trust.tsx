import { useState, type ReactNode } from 'react';
import type { FieldValues, Path, PathValue, UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { ServerCertificate } from '../../../shared/domain/mailbox.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { FieldProps } from '../../components/fields.tsx';
import { TrustDialog } from './trust-dialog.tsx';
import { TrustField } from './trust-field.tsx';

/** The fields of both account forms that say whom an account trusts. */
interface TrustValues {
  pinnedFingerprint: string;
  pinnedCertificate: string;
  waiveNameCheck: boolean;
}

interface Options<V extends FieldValues & TrustValues> {
  readonly form: UseFormReturn<V>;
  /** Fetches the certificate for what is in the form. */
  readonly certificate: (values: V) => Promise<ServerCertificate>;
  /** Tests again what is in the form. */
  readonly test: () => Promise<void>;
  readonly about: (name: string) => Pick<FieldProps, 'name' | 'label' | 'error' | 'finding'>;
}

/** Findings that a look at the certificate can settle. */
const settled: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'tls.selfSigned',
  'tls.unknownIssuer',
  'tls.wrongName',
  'tls.expired',
  'tls.notYetValid',
  'tls.pinChanged',
]);

/** Whether "Show certificate" helps with this finding. */
export function isAboutTrust(code: ErrorCode): boolean {
  return settled.has(code);
}

/** Trust for exactly one certificate in an account form: the dialog, and what the form says about it. */
export function useTrust<V extends FieldValues & TrustValues>({
  form,
  certificate,
  test,
  about,
}: Options<V>): { readonly show: () => void; readonly dialog: ReactNode; readonly fields: ReactNode } {
  const { t } = useTranslation();
  const [look, setLook] = useState<Promise<ServerCertificate>>();

  const set = (changes: TrustValues): void => {
    for (const name of ['pinnedFingerprint', 'pinnedCertificate', 'waiveNameCheck'] as const) {
      form.setValue(name as Path<V>, changes[name] as PathValue<V, Path<V>>, { shouldDirty: true });
    }
  };
  const decide = (changes: TrustValues): void => {
    set(changes);
    setLook(undefined);
    void test();
  };
  const fingerprint = form.watch('pinnedFingerprint' as Path<V>) as string;
  const waived = form.watch('waiveNameCheck' as Path<V>) as boolean;
  const nothing: TrustValues = { pinnedFingerprint: '', pinnedCertificate: '', waiveNameCheck: false };
  return {
    show: () => setLook(certificate(form.getValues())),
    dialog: look !== undefined && (
      <TrustDialog
        look={look}
        onTrust={({ fingerprint: pinnedFingerprint, pem }) =>
          decide({ pinnedFingerprint, pinnedCertificate: pem, waiveNameCheck: false })
        }
        onWaiveName={() => decide({ ...nothing, waiveNameCheck: true })}
        onClose={() => setLook(undefined)}
      />
    ),
    fields: (
      <>
        {fingerprint !== '' && (
          <TrustField
            {...about('pinnedFingerprint')}
            text={t('trust.pinned')}
            code={fingerprint}
            onRemove={() => set(nothing)}
          />
        )}
        {waived && (
          <TrustField
            {...about('waiveNameCheck')}
            text={t('trust.waived')}
            onRemove={() =>
              form.setValue('waiveNameCheck' as Path<V>, false as PathValue<V, Path<V>>, {
                shouldDirty: true,
              })
            }
          />
        )}
      </>
    ),
  };
}

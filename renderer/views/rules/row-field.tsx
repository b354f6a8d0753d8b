import type { ReactNode } from 'react';
import { FieldNotes } from '../../components/fields.tsx';

interface RowFieldProps {
  readonly id: string;
  readonly label: string;
  /** The place in the rule, by which tests and findings name it. */
  readonly path: string;
  readonly error?: string | undefined;
  readonly help?: string | undefined;
  /** Read out only; the row says it by its order. */
  readonly quiet?: boolean;
  readonly children: (control: {
    readonly id: string;
    readonly 'aria-invalid': true | undefined;
    readonly 'aria-describedby': string | undefined;
  }) => ReactNode;
}

/** One control of a row, with what is wrong right below it. */
export function RowField({ id, label, path, error, help, quiet = false, children }: RowFieldProps) {
  const described = error !== undefined ? `${id}-note` : help === undefined ? undefined : `${id}-help`;
  return (
    <div className="row-field" data-field={path} data-bad={error !== undefined || undefined}>
      <label className={quiet ? 'hidden' : 'field-label'} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-invalid': error === undefined ? undefined : true,
        'aria-describedby': described,
      })}
      <FieldNotes
        id={id}
        name={path}
        label={label}
        error={error}
        help={error === undefined ? help : undefined}
      />
    </div>
  );
}

import { Switch } from '@base-ui/react/switch';
import CircleAlert from 'lucide-react/icons/circle-alert';
import Eye from 'lucide-react/icons/eye';
import EyeOff from 'lucide-react/icons/eye-off';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useState, type InputHTMLAttributes, type ReactNode } from 'react';
import type { UseFormRegisterReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';

/** What every field of a form shows around its control. */
export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean | undefined;
  /** One short line. */
  readonly help?: ReactNode;
  /** What is wrong with the value. */
  readonly error?: string | undefined;
  /** What a connection test found about this field. */
  readonly finding?: string | undefined;
  /** Something to know, without being wrong. */
  readonly warning?: ReactNode;
}

interface ControlProps {
  readonly id: string;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-required': true | undefined;
  readonly 'aria-describedby': string | undefined;
}

interface FieldFrameProps extends FieldProps {
  readonly children: (control: ControlProps) => ReactNode;
}

export function Field({ children, ...props }: FieldFrameProps) {
  const id = `field-${props.name}`;
  const note = props.error ?? props.finding;
  const described = [
    props.help === undefined ? undefined : `${id}-help`,
    note === undefined && props.warning === undefined ? undefined : `${id}-note`,
  ].filter((part) => part !== undefined);
  return (
    <div className="field" data-field={props.name} data-bad={note !== undefined || undefined}>
      <label className="field-label" htmlFor={id}>
        {props.label}
        {props.required === true && <Mandatory />}
      </label>
      {children({
        id,
        'aria-invalid': note !== undefined || undefined,
        'aria-required': props.required === true || undefined,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
      })}
      <FieldNotes id={id} {...props} />
    </div>
  );
}

function Mandatory() {
  const { t } = useTranslation();
  return (
    <span className="field-mandatory" title={t('form.mandatory')} aria-hidden>
      *
    </span>
  );
}

/** The lines below a control: help, what is wrong, what to know. */
export function FieldNotes({ id, help, error, finding, warning }: FieldProps & { readonly id: string }) {
  const note = error ?? finding;
  return (
    <>
      {help !== undefined && (
        <p className="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {note !== undefined && (
        <p className="field-note" data-meaning="error" id={`${id}-note`} role="alert">
          <CircleAlert size={14} aria-hidden />
          <span>{note}</span>
        </p>
      )}
      {note === undefined && warning !== undefined && (
        <p className="field-note" data-meaning="warning" id={`${id}-note`}>
          <TriangleAlert size={14} aria-hidden />
          <span>{warning}</span>
        </p>
      )}
    </>
  );
}

interface TextFieldProps extends FieldProps {
  readonly registration: UseFormRegisterReturn;
  readonly unit?: ReactNode;
  readonly width?: 'short' | 'full';
  readonly input?: Omit<InputHTMLAttributes<HTMLInputElement>, 'name' | 'onChange' | 'onBlur'>;
}

export function TextField({ registration, unit, width = 'full', input, ...field }: TextFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <div className="control-row">
          <input
            className="input"
            data-width={width}
            type="text"
            autoComplete="off"
            spellCheck={false}
            {...input}
            {...registration}
            {...control}
          />
          {typeof unit === 'string' ? <span className="unit">{unit}</span> : unit}
        </div>
      )}
    </Field>
  );
}

export function TextAreaField({
  registration,
  rows = 2,
  ...field
}: FieldProps & { readonly registration: UseFormRegisterReturn; readonly rows?: number }) {
  return (
    <Field {...field}>
      {(control) => <textarea className="input" rows={rows} {...registration} {...control} />}
    </Field>
  );
}

interface SecretFieldProps extends FieldProps {
  readonly registration: UseFormRegisterReturn;
  readonly placeholder?: string;
  readonly disabled?: boolean;
}

/** A password: hidden, can be shown while typing, never filled with what is stored. */
export function SecretField({ registration, placeholder, disabled = false, ...field }: SecretFieldProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <Field {...field}>
      {(control) => (
        <div className="control-row secret">
          <input
            className="input"
            type={shown ? 'text' : 'password'}
            autoComplete="new-password"
            spellCheck={false}
            placeholder={placeholder}
            disabled={disabled}
            {...registration}
            {...control}
          />
          <IconButton
            label={shown ? t('form.hideSecret') : t('form.showSecret')}
            aria-pressed={shown}
            disabled={disabled}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
          </IconButton>
        </div>
      )}
    </Field>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface SelectFieldProps extends FieldProps {
  readonly registration: UseFormRegisterReturn;
  readonly options: readonly Option[];
  readonly disabled?: boolean;
}

export function SelectField({ registration, options, disabled = false, ...field }: SelectFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <select className="input select" disabled={disabled} {...registration} {...control}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface RadioFieldProps extends FieldProps {
  readonly registration: UseFormRegisterReturn;
  readonly options: readonly RadioOption[];
  /** One below the other, for choices that need a sentence. */
  readonly stacked?: boolean;
}

export interface RadioOption extends Option {
  readonly note?: string | undefined;
  readonly disabled?: boolean;
}

export function RadioField({ registration, options, stacked = false, ...field }: RadioFieldProps) {
  const id = `field-${field.name}`;
  return (
    <fieldset className="field radio-field" data-field={field.name}>
      <legend className="field-label">
        {field.label}
        {field.required === true && <Mandatory />}
      </legend>
      <div className="radio-row" data-stacked={stacked || undefined}>
        {options.map((option, index) => (
          <label key={option.value} className="radio" data-disabled={option.disabled || undefined}>
            <input
              type="radio"
              value={option.value}
              {...registration}
              id={index === 0 ? id : undefined}
              disabled={option.disabled ?? false}
            />
            <span>{option.label}</span>
            {option.note !== undefined && <small>{option.note}</small>}
          </label>
        ))}
      </div>
      <FieldNotes id={id} {...field} />
    </fieldset>
  );
}

interface SwitchFieldProps extends FieldProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export function SwitchField({ checked, onChange, disabled = false, ...field }: SwitchFieldProps) {
  const id = `field-${field.name}`;
  const bad = field.error !== undefined || field.finding !== undefined;
  return (
    <div className="field switch-field" data-field={field.name} data-bad={bad || undefined}>
      <div className="switch-row">
        <Switch.Root
          className="switch"
          id={id}
          checked={checked}
          disabled={disabled}
          onCheckedChange={onChange}
          aria-labelledby={`${id}-label`}
        >
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
        <label className="switch-label" id={`${id}-label`} htmlFor={id}>
          {field.label}
        </label>
      </div>
      <FieldNotes id={id} {...field} />
    </div>
  );
}

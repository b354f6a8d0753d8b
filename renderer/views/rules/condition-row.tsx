import X from 'lucide-react/icons/x';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import {
  attachmentAspects,
  ruleFields,
  type RuleField,
  type RuleOperator,
} from '../../../shared/domain/rule.ts';
import { IconButton } from '../../components/button.tsx';
import { RowField } from './row-field.tsx';
import { asksYes, comparesText, fitted, operatorsFor, type ConditionValues } from './rule-values.ts';

interface ConditionRowProps {
  readonly condition: ConditionValues;
  readonly index: number;
  readonly problemAt: (path: string) => string | undefined;
  readonly onChange: (condition: ConditionValues) => void;
  /** Left out for the only one. */
  readonly onRemove: (() => void) | undefined;
}

/** One condition: what is looked at, how it is compared, and with what. */
export function ConditionRow({ condition, index, problemAt, onChange, onRemove }: ConditionRowProps) {
  const { t } = useTranslation();
  const id = useId();
  const path = `conditions.${index}`;
  const set = (change: Partial<ConditionValues>): void => onChange(fitted({ ...condition, ...change }));
  const number = { number: index + 1 };
  const yes = asksYes(condition);
  return (
    <li className="rule-row">
      <div className="rule-row-fields" role="group" aria-label={t('rules.condition', number)}>
        <RowField id={`${id}-field`} label={t('rules.conditionField')} path={`${path}.field`} quiet>
          {(control) => (
            <select
              className="input select"
              {...control}
              value={condition.field}
              onChange={(event) => set({ field: event.target.value as RuleField, name: '' })}
            >
              {ruleFields.map((field) => (
                <option key={field} value={field}>
                  {t(`ruleField.${field}`)}
                </option>
              ))}
            </select>
          )}
        </RowField>
        <NameField condition={condition} id={id} path={path} problemAt={problemAt} onChange={set} />
        <RowField
          id={`${id}-operator`}
          label={t('rules.conditionOperator')}
          path={`${path}.operator`}
          error={problemAt(`${path}.operator`)}
          quiet
        >
          {(control) => (
            <select
              className="input select"
              {...control}
              value={`${condition.negate ? '!' : ''}${condition.operator}`}
              onChange={({ target: { value } }) =>
                set({ negate: value.startsWith('!'), operator: value.replace('!', '') as RuleOperator })
              }
            >
              {operatorsFor(condition).flatMap((operator) =>
                ['', '!'].map((not) => (
                  <option key={`${not}${operator}`} value={`${not}${operator}`}>
                    {t(`ruleOperator.${yes ? 'yes' : operator}.${not === '' ? 'plain' : 'not'}`)}
                  </option>
                )),
              )}
            </select>
          )}
        </RowField>
        {!yes && (
          <RowField
            id={`${id}-value`}
            label={t('rules.conditionValue')}
            path={`${path}.value`}
            error={problemAt(`${path}.value`)}
            help={condition.operator === 'matches' ? t('rules.patternHelp') : undefined}
            quiet
          >
            {(control) => (
              <div className="control-row">
                <input
                  className="input"
                  type="text"
                  autoComplete="off"
                  spellCheck={false}
                  {...control}
                  inputMode={condition.field === 'sizeBytes' ? 'decimal' : 'text'}
                  value={condition.value}
                  onChange={(event) => set({ value: event.target.value })}
                />
                {condition.field === 'sizeBytes' && <span className="unit">MB</span>}
              </div>
            )}
          </RowField>
        )}
        {comparesText(condition) && (
          <label className="inline-check rule-case">
            <input
              type="checkbox"
              checked={condition.caseSensitive}
              onChange={(event) => set({ caseSensitive: event.target.checked })}
            />
            {t('rules.caseSensitive')}
          </label>
        )}
      </div>
      <IconButton
        label={t('rules.removeCondition', number)}
        disabled={onRemove === undefined}
        onClick={onRemove}
      >
        <X size={16} aria-hidden />
      </IconButton>
    </li>
  );
}

interface NameFieldProps {
  readonly condition: ConditionValues;
  readonly id: string;
  readonly path: string;
  readonly problemAt: (path: string) => string | undefined;
  readonly onChange: (change: Partial<ConditionValues>) => void;
}

/** Which header field, or what of an attachment. */
function NameField({ condition, id, path, problemAt, onChange }: NameFieldProps) {
  const { t } = useTranslation();
  const place = { id: `${id}-name`, path: `${path}.name`, error: problemAt(`${path}.name`) };
  if (condition.field === 'header') {
    return (
      <RowField {...place} label={t('rules.headerName')} quiet>
        {(control) => (
          <input
            className="input"
            type="text"
            autoComplete="off"
            spellCheck={false}
            placeholder="X-Priority"
            {...control}
            value={condition.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </RowField>
    );
  }
  if (condition.field !== 'attachment') return null;
  return (
    <RowField {...place} label={t('rules.attachmentAspect')} quiet>
      {(control) => (
        <select
          className="input select"
          {...control}
          value={condition.name}
          onChange={(event) => onChange({ name: event.target.value })}
        >
          <option value="">{t('ruleAspect.any')}</option>
          {attachmentAspects.map((aspect) => (
            <option key={aspect} value={aspect}>
              {t(`ruleAspect.${aspect}`)}
            </option>
          ))}
        </select>
      )}
    </RowField>
  );
}

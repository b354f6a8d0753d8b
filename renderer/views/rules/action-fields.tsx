import { useTranslation } from 'react-i18next';
import { ticketPriorities, ticketStatuses } from '../../../shared/domain/ticket.ts';
import { useGroups, useTemplates, useTypes, useUsers } from '../../stores/directory.ts';
import { entryOptions } from '../forms/entry-options.ts';
import { useExampleNumber } from '../tickets/example-number.ts';
import { RowField } from './row-field.tsx';
import type { ActionValues } from './rule-values.ts';

interface ActionFieldsProps {
  readonly action: ActionValues;
  readonly id: string;
  readonly path: string;
  readonly problemAt: (path: string) => string | undefined;
  readonly onChange: (change: Partial<ActionValues>) => void;
}

/** What an action needs to know beyond its kind. */
export function ActionFields(props: ActionFieldsProps) {
  const example = useExampleNumber();
  switch (props.action.kind) {
    case 'createTicket':
    case 'setFields':
      return <TicketFields {...props} />;
    case 'assignTicket':
      return <TextOf {...props} name="ticket" placeholder={example} />;
    case 'forward':
      return <TextOf {...props} name="to" placeholder="a@example.com, b@example.com" />;
    case 'notify':
      return <Told {...props} />;
    case 'confirm':
      return <Words {...props} />;
    case 'leave':
    case 'archive':
    case 'markSpam':
      return null;
  }
}

function TicketFields(props: ActionFieldsProps) {
  const { t } = useTranslation();
  const types = useTypes((state) => state.items);
  const groups = useGroups((state) => state.items);
  const users = useUsers((state) => state.items);
  const { action } = props;
  const none = t(action.kind === 'setFields' ? 'rules.unchanged' : 'compose.none');
  return (
    <div className="rule-ticket-fields">
      <ChoiceOf {...props} name="typeId" options={entryOptions(types, action.typeId, none)} />
      <ChoiceOf {...props} name="groupId" options={entryOptions(groups, action.groupId, none)} />
      <ChoiceOf {...props} name="ownerId" options={entryOptions(users, action.ownerId, none)} />
      <ChoiceOf
        {...props}
        name="priority"
        options={[
          { value: '', label: action.kind === 'setFields' ? none : t('ticketPriority.normal') },
          ...ticketPriorities
            .filter((value) => action.kind === 'setFields' || value !== 'normal' || action.priority === value)
            .map((value) => ({ value, label: t(`ticketPriority.${value}`) })),
        ]}
      />
      {action.kind === 'setFields' && (
        <ChoiceOf
          {...props}
          name="status"
          options={[
            { value: '', label: none },
            ...ticketStatuses.map((value) => ({ value, label: t(`ticketStatus.${value}`) })),
          ]}
        />
      )}
    </div>
  );
}

function Told(props: ActionFieldsProps) {
  const { t } = useTranslation();
  const groups = useGroups((state) => state.items);
  const users = useUsers((state) => state.items);
  const { action } = props;
  return (
    <div className="rule-ticket-fields">
      <ChoiceOf
        {...props}
        name="told"
        options={(['group', 'user', 'owner'] as const).map((value) => ({
          value,
          label: t(`ruleTold.${value}`),
        }))}
      />
      {action.told === 'group' && (
        <ChoiceOf
          {...props}
          name="toldGroupId"
          place="groupId"
          options={entryOptions(groups, action.toldGroupId, t('rules.choose'))}
        />
      )}
      {action.told === 'user' && (
        <ChoiceOf {...props} name="userId" options={entryOptions(users, action.userId, t('rules.choose'))} />
      )}
    </div>
  );
}

function Words(props: ActionFieldsProps) {
  const { t } = useTranslation();
  const texts = useTemplates((state) => state.items).filter(({ kind }) => kind === 'confirmation');
  return (
    <div className="rule-ticket-fields">
      <ChoiceOf
        {...props}
        name="templateId"
        options={[
          { value: '', label: t('rules.builtInText') },
          ...texts.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </div>
  );
}

type TextName = 'ticket' | 'to';
type ChoiceName =
  | 'typeId'
  | 'groupId'
  | 'ownerId'
  | 'priority'
  | 'status'
  | 'told'
  | 'toldGroupId'
  | 'userId'
  | 'templateId';

interface ChoiceProps extends ActionFieldsProps {
  readonly name: ChoiceName;
  /** The name in the rule, where that is another one. */
  readonly place?: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

function ChoiceOf({ action, id, path, problemAt, onChange, name, place = name, options }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <RowField
      id={`${id}-${name}`}
      label={t(`fields.${name}`)}
      path={`${path}.${place}`}
      error={problemAt(`${path}.${place}`)}
    >
      {(control) => (
        <select
          className="input select"
          {...control}
          value={action[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        >
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </RowField>
  );
}

/** Lists are checked address by address: the first problem of the list is shown. */
function listProblem(path: string, problemAt: (path: string) => string | undefined): string | undefined {
  const at = [path, ...Array.from({ length: 11 }, (_, index) => `${path}.${index}`)];
  return at.map(problemAt).find((problem) => problem !== undefined);
}

interface TextProps extends ActionFieldsProps {
  readonly name: TextName;
  readonly placeholder: string;
}

function TextOf({ action, id, path, problemAt, onChange, name, placeholder }: TextProps) {
  const { t } = useTranslation();
  return (
    <RowField
      id={`${id}-${name}`}
      label={t(`rules.${name}`)}
      path={`${path}.${name}`}
      error={listProblem(`${path}.${name}`, problemAt)}
      quiet
    >
      {(control) => (
        <input
          className="input"
          type="text"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          {...control}
          value={action[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </RowField>
  );
}

import Asterisk from 'lucide-react/icons/asterisk';
import ListOrdered from 'lucide-react/icons/list-ordered';
import Lock from 'lucide-react/icons/lock';
import Pencil from 'lucide-react/icons/pencil';
import Trash from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../shared/domain/rule.ts';
import { invoke } from '../../bridge.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Page } from '../../components/page.tsx';
import { Badge } from '../../components/state.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { useRules } from '../../stores/rules.ts';
import { RuleDialog } from './rule-dialog.tsx';

/** Whether the dialog can show all of a rule: it knows texts in the subject and one action. */
function isPlain({ conditions, actions, match, continue: goesOn }: Rule): boolean {
  return (
    match !== 'any' &&
    goesOn !== true &&
    conditions.every(
      ({ field, operator, negate, caseSensitive }) =>
        field === 'subject' && operator === 'contains' && negate !== true && caseSensitive !== true,
    ) &&
    actions.length === 1 &&
    actions.every((action) => action.kind === 'createTicket' && Object.keys(action).length === 1)
  );
}

/** Rules of each incoming account, in the order in which they are tried. */
export function RulesView() {
  const { t } = useTranslation();
  const { items, error } = useRules();
  const { incoming, loaded } = useAccounts();
  const go = useNavigation((state) => state.go);
  const [chosen, setChosen] = useState<string>();
  const [editing, setEditing] = useState<Rule | 'new'>();
  const [deleting, setDeleting] = useState<Rule>();
  const [selected, setSelected] = useState<string>();
  const account = incoming.find((item) => item.account.id === chosen)?.account ?? incoming[0]?.account;
  const rules = items.filter((rule) => rule.accountId === account?.id).toSorted((a, b) => a.rank - b.rank);

  /** What the dialog can't show it would take away. */
  function edit(rule: Rule | undefined): void {
    if (rule !== undefined && isPlain(rule)) setEditing(rule);
  }

  useListKeys({
    count: rules.length,
    index: rules.findIndex((rule) => rule.id === selected),
    select: (index) => setSelected(rules[index]?.id),
    open: (index) => edit(rules[index]),
  });

  if (loaded && account === undefined) {
    return (
      <Page title={t('nav.rules')}>
        <EmptyState
          icon={<ListOrdered size={32} />}
          title={t('rules.noAccountTitle')}
          action={
            <Button
              kind="primary"
              icon={<Asterisk size={16} aria-hidden />}
              onClick={() => go({ view: 'incoming', form: {} })}
            >
              {t('action.setUpAccount')}
            </Button>
          }
        >
          {t('rules.noAccountText')}
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page
      title={t('nav.rules')}
      actions={
        account !== undefined && (
          <>
            <label className="inline-select">
              <span>{t('rules.ofAccount')}</span>
              <select
                className="input select"
                value={account.id}
                onChange={(event) => setChosen(event.target.value)}
              >
                {incoming.map((item) => (
                  <option key={item.account.id} value={item.account.id}>
                    {item.account.name}
                  </option>
                ))}
              </select>
            </label>
            <Button
              kind="primary"
              icon={<Asterisk size={16} aria-hidden />}
              onClick={() => setEditing('new')}
            >
              {t('rules.new')}
            </Button>
          </>
        )
      }
    >
      {error !== undefined && <ErrorBox error={error} />}
      <p className="page-intro">{t('rules.intro')}</p>
      <table className="table rules-table">
        <thead>
          <tr>
            <th className="number">{t('fields.rank')}</th>
            <th>{t('fields.title')}</th>
            <th>{t('rules.column.when')}</th>
            <th>{t('rules.column.then')}</th>
            <th>
              <span className="hidden">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <tr className="locked-row">
            <td className="number">
              <Lock size={14} aria-label={t('rules.locked')} />
            </td>
            <td colSpan={4}>{t('rules.knownTicket')}</td>
          </tr>
          {rules.map((rule) => (
            <tr
              key={rule.id}
              className="row-group"
              aria-current={rule.id === selected ? true : undefined}
              onClick={() => setSelected(rule.id)}
              onDoubleClick={() => edit(rule)}
            >
              <td className="number" data-label={t('fields.rank')}>
                {rule.rank}
              </td>
              <td data-label={t('fields.title')}>
                <button type="button" className="row-title" onClick={() => edit(rule)}>
                  {rule.title}
                </button>{' '}
                {!rule.active && <Badge>{t('rules.inactive')}</Badge>}
              </td>
              <td data-label={t('rules.column.when')}>
                {rule.conditions.map((condition, index) => (
                  <div key={index}>
                    {isPlain(rule)
                      ? t('rules.subjectContains', { value: condition.value })
                      : [
                          condition.negate === true && '≠',
                          condition.field,
                          condition.name,
                          condition.operator,
                          condition.value,
                        ]
                          .filter((part) => part !== false && part !== undefined)
                          .join(' ')}
                  </div>
                ))}
              </td>
              <td data-label={t('rules.column.then')}>
                {isPlain(rule) ? t('rules.createTicket') : rule.actions.map(({ kind }) => kind).join(', ')}
              </td>
              <td className="row-actions">
                <IconButton label={t('action.edit')} disabled={!isPlain(rule)} onClick={() => edit(rule)}>
                  <Pencil size={16} aria-hidden />
                </IconButton>
                <IconButton label={t('action.deleteDots')} onClick={() => setDeleting(rule)}>
                  <Trash size={16} aria-hidden />
                </IconButton>
              </td>
            </tr>
          ))}
          <tr className="locked-row">
            <td colSpan={5} className="secondary">
              {t('rules.noMatch')}
            </td>
          </tr>
        </tbody>
      </table>
      {editing !== undefined && account !== undefined && (
        <RuleDialog
          rule={editing === 'new' ? undefined : editing}
          account={account}
          nextRank={Math.max(0, ...rules.map((rule) => rule.rank)) + 10}
          onClose={() => setEditing(undefined)}
        />
      )}
      {deleting !== undefined && <DeleteRule rule={deleting} onDone={() => setDeleting(undefined)} />}
    </Page>
  );
}

function DeleteRule({ rule, onDone }: { readonly rule: Rule; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const load = useRules((state) => state.load);
  return (
    <Confirm
      danger
      title={t('rules.deleteTitle', { title: rule.title })}
      confirm={t('rules.deleteConfirm')}
      onCancel={onDone}
      onConfirm={async () => {
        onDone();
        const gone = await attempt(invoke('rules.remove', { id: rule.id }));
        await load();
        if (gone === undefined) return;
        const { id: _id, ...input } = rule;
        notify({
          title: t('rules.deleted', { title: rule.title }),
          action: {
            label: t('action.undo'),
            run: async () => {
              await attempt(invoke('rules.create', input));
              await load();
            },
          },
        });
      }}
    >
      <p>{t('rules.deleteText')}</p>
    </Confirm>
  );
}

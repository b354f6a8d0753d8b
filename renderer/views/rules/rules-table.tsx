import { useTranslation } from 'react-i18next';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { Rule } from '../../../shared/domain/rule.ts';
import { KnownTicketRow } from './known-ticket-row.tsx';
import { RuleRow } from './rule-row.tsx';
import { useRuleOrder } from './use-rule-order.ts';

interface RulesTableProps {
  readonly account: IncomingAccount;
  /** Lowest rank first. */
  readonly rules: readonly Rule[];
  readonly selected: string | undefined;
  readonly canCopy: boolean;
  readonly onSelect: (id: string) => void;
  readonly onEdit: (rule: Rule) => void;
  readonly onCopy: (rule: Rule) => void;
}

/** The rules of an account from top to bottom, between what always comes first and what happens otherwise. */
export function RulesTable({ account, rules, selected, canCopy, onSelect, onEdit, onCopy }: RulesTableProps) {
  const { t } = useTranslation();
  const order = useRuleOrder(rules, selected);
  return (
    <>
      <table className="table rules-table">
        <thead>
          <tr>
            <th className="number">{t('fields.rank')}</th>
            <th>{t('rules.column.rule')}</th>
            <th>{t('fields.active')}</th>
            <th>
              <span className="hidden">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <KnownTicketRow account={account} />
          {rules.map((rule) => (
            <RuleRow
              key={rule.id}
              rule={rule}
              rules={rules}
              selected={rule.id === selected}
              drop={order.dropAt(rule)}
              canCopy={canCopy}
              onSelect={() => onSelect(rule.id)}
              onEdit={() => onEdit(rule)}
              onCopy={() => onCopy(rule)}
              onMove={(by) => order.move(rule, by)}
              drag={order.dragOf(rule)}
            />
          ))}
          <tr className="locked-row">
            <td />
            <td colSpan={3} className="secondary">
              {t('rules.noMatch')}
              {rules.length > 1 && <> {t('rules.orderHint')}</>}
            </td>
          </tr>
        </tbody>
      </table>
      <p className="hidden" role="status">
        {order.said}
      </p>
    </>
  );
}

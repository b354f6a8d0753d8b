import { Switch } from '@base-ui/react/switch';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import Copy from 'lucide-react/icons/copy';
import CopyPlus from 'lucide-react/icons/copy-plus';
import GripVertical from 'lucide-react/icons/grip-vertical';
import Pencil from 'lucide-react/icons/pencil';
import Trash from 'lucide-react/icons/trash-2';
import type { DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../shared/domain/rule.ts';
import { IconButton } from '../../components/button.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { duplicateRule, removeRule, setRuleActive } from './rule-actions.ts';
import { RuleSummary } from './rule-summary.tsx';

interface RuleRowProps {
  readonly rule: Rule;
  /** All of the account, in their order. */
  readonly rules: readonly Rule[];
  readonly selected: boolean;
  /** Where a rule that is dragged over it would come to lie. */
  readonly drop: 'before' | 'after' | undefined;
  readonly canCopy: boolean;
  readonly onSelect: () => void;
  readonly onEdit: () => void;
  readonly onCopy: () => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly drag: {
    readonly start: (event: DragEvent) => void;
    readonly over: (event: DragEvent) => void;
    readonly drop: (event: DragEvent) => void;
    readonly end: () => void;
  };
}

/** A rule in the list: its place, what it does in a sentence, and whether it is on. */
export function RuleRow(props: RuleRowProps) {
  const { t } = useTranslation();
  const { rule, rules, drag } = props;
  const index = rules.indexOf(rule);
  return (
    <tr
      className="row-group rule-line"
      id={`rule-${rule.id}`}
      aria-current={props.selected ? true : undefined}
      data-drop={props.drop}
      onClick={props.onSelect}
      onDoubleClick={props.onEdit}
      onDragOver={drag.over}
      onDrop={drag.drop}
    >
      <td className="number rule-place" data-label={t('fields.rank')}>
        <span
          className="rule-grip"
          draggable
          title={t('rules.dragHint')}
          onDragStart={drag.start}
          onDragEnd={drag.end}
        >
          <GripVertical size={16} aria-hidden />
        </span>
        {rule.rank}
      </td>
      <td data-label={t('fields.title')}>
        <button type="button" className="row-title" onClick={props.onEdit}>
          {rule.title}
        </button>
        <RuleSummary rule={rule} />
      </td>
      <td data-label={t('fields.active')}>
        <div className="switch-row">
          <Switch.Root
            className="switch"
            checked={rule.active}
            aria-label={t('rules.activeOf', { title: rule.title })}
            onCheckedChange={(active) => void setRuleActive(rule, active)}
          >
            <Switch.Thumb className="switch-thumb" />
          </Switch.Root>
        </div>
      </td>
      <td className="row-actions">
        <IconButton label={t('directory.edit', { name: rule.title })} onClick={props.onEdit}>
          <Pencil size={16} aria-hidden />
        </IconButton>
        <RowMenu
          label={t('action.more', { name: rule.title })}
          actions={[
            {
              label: t('rules.moveUp'),
              icon: <ArrowUp size={16} aria-hidden />,
              disabled: index === 0,
              run: () => props.onMove(-1),
            },
            {
              label: t('rules.moveDown'),
              icon: <ArrowDown size={16} aria-hidden />,
              disabled: index === rules.length - 1,
              run: () => props.onMove(1),
            },
            {
              label: t('action.duplicate'),
              icon: <CopyPlus size={16} aria-hidden />,
              run: () => void duplicateRule(rule, rules),
            },
            {
              label: t('rules.copyTo'),
              icon: <Copy size={16} aria-hidden />,
              disabled: !props.canCopy,
              note: props.canCopy ? undefined : t('rules.noOtherAccount'),
              run: props.onCopy,
            },
            {
              label: t('rules.deleteConfirm'),
              icon: <Trash size={16} aria-hidden />,
              danger: true,
              run: () => void removeRule(rule),
            },
          ]}
        />
      </td>
    </tr>
  );
}

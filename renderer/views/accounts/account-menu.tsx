import Copy from 'lucide-react/icons/copy';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import Trash from 'lucide-react/icons/trash-2';
import { useTranslation } from 'react-i18next';
import { RowMenu, type MenuAction } from '../../components/row-menu.tsx';

interface AccountMenuProps {
  readonly account: { readonly name: string; readonly active: boolean };
  /** What only this kind of account offers; it comes first. */
  readonly first?: readonly MenuAction[];
  readonly duplicate: () => void;
  readonly pauseOrResume: () => void;
  readonly remove: () => void;
  /** Why it cannot be paused. */
  readonly staysActive?: string | undefined;
  /** Why it cannot be deleted. */
  readonly stays?: string | undefined;
}

/** What can be done with an account of either kind, from its row. */
export function AccountMenu(props: AccountMenuProps) {
  const { t } = useTranslation();
  const { account, first = [], staysActive, stays } = props;
  return (
    <RowMenu
      label={t('action.more', { name: account.name })}
      actions={[
        ...first,
        { label: t('action.duplicate'), icon: <Copy size={16} aria-hidden />, run: props.duplicate },
        {
          label: account.active ? t('action.pause') : t('action.resume'),
          icon: account.active ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />,
          disabled: staysActive !== undefined,
          note: staysActive,
          run: props.pauseOrResume,
        },
        {
          label: t('action.deleteDots'),
          icon: <Trash size={16} aria-hidden />,
          danger: true,
          disabled: stays !== undefined,
          note: stays,
          run: props.remove,
        },
      ]}
    />
  );
}

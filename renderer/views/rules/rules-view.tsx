import Asterisk from 'lucide-react/icons/asterisk';
import Copy from 'lucide-react/icons/copy';
import FlaskConical from 'lucide-react/icons/flask-conical';
import ListOrdered from 'lucide-react/icons/list-ordered';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { Rule } from '../../../shared/domain/rule.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListError } from '../../components/list-error.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useRules } from '../../stores/rules.ts';
import { useViewKeys } from '../../components/use-view-keys.ts';
import { RehearsalDialog } from '../rehearsal/rehearsal-dialog.tsx';
import { removeRule } from './rule-actions.ts';
import { CopyRulesDialog } from './copy-rules-dialog.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { RulesTable } from './rules-table.tsx';
import { SetUpAccountButton } from '../incoming/set-up-account-button.tsx';

/** Rules of each incoming account, in the order in which they are tried. */
export function RulesView() {
  const { t } = useTranslation();
  const { items, error, loaded: rulesLoaded, load } = useRules();
  const { incoming, loaded } = useAccounts();
  const [chosen, setChosen] = useState<string>();
  const account = incoming.find((item) => item.account.id === chosen)?.account ?? incoming[0]?.account;
  const rules = items.filter((rule) => rule.accountId === account?.id).toSorted((a, b) => a.rank - b.rank);
  if (account === undefined) {
    if (loaded) return <NoAccount />;
    return (
      <Page title={t('nav.rules')}>
        <Loading>{t('rules.loading')}</Loading>
      </Page>
    );
  }
  return (
    <AccountRules
      key={account.id}
      account={account}
      rules={rules}
      isRead={rulesLoaded}
      picker={
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
      }
    >
      <ListError error={error} retry={load} />
      {!rulesLoaded && error === undefined && <Loading>{t('rules.loading')}</Loading>}
    </AccountRules>
  );
}

interface AccountRulesProps {
  readonly account: IncomingAccount;
  readonly rules: readonly Rule[];
  readonly isRead: boolean;
  readonly picker: ReactNode;
  readonly children: ReactNode;
}

function AccountRules({ account, rules, isRead, picker, children }: AccountRulesProps) {
  const { t } = useTranslation();
  const others = useAccounts((state) => state.incoming)
    .map((item) => item.account)
    .filter(({ id }) => id !== account.id);
  const [selected, setSelected] = useState<string>();
  const [editing, setEditing] = useState<Rule | 'new'>();
  const [copying, setCopying] = useState<readonly Rule[]>();
  const [rehearsing, setRehearsing] = useState(false);
  const current = rules.findIndex((rule) => rule.id === selected);
  useListKeys({
    count: rules.length,
    index: current,
    select: (index) => setSelected(rules[index]?.id),
    open: (index) => setEditing(rules[index]),
  });
  const chosen = rules[current];
  useViewKeys({
    Delete:
      chosen === undefined
        ? undefined
        : () => {
            setSelected((rules[current + 1] ?? rules[current - 1])?.id);
            void removeRule(chosen);
          },
  });
  return (
    <Page
      title={t('nav.rules')}
      actions={
        <>
          {picker}
          {rules.length > 0 && others.length > 0 && (
            <Button icon={<Copy size={16} aria-hidden />} onClick={() => setCopying(rules)}>
              {t('rules.copyAll')}
            </Button>
          )}
          <Button icon={<FlaskConical size={16} aria-hidden />} onClick={() => setRehearsing(true)}>
            {t('rehearsal.open')}
          </Button>
          <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={() => setEditing('new')}>
            {t('rules.new')}
          </Button>
        </>
      }
    >
      {children}
      {isRead && (
        <>
          <p className="page-intro">{t('rules.intro')}</p>
          <RulesTable
            account={account}
            rules={rules}
            selected={selected}
            canCopy={others.length > 0}
            onSelect={setSelected}
            onEdit={setEditing}
            onCopy={(rule) => setCopying([rule])}
          />
        </>
      )}
      {editing !== undefined && (
        <RuleDialog
          rule={editing === 'new' ? undefined : editing}
          account={account}
          rules={rules}
          onClose={() => setEditing(undefined)}
        />
      )}
      {copying !== undefined && (
        <CopyRulesDialog rules={copying} accounts={others} onClose={() => setCopying(undefined)} />
      )}
      {rehearsing && <RehearsalDialog account={account} onClose={() => setRehearsing(false)} />}
    </Page>
  );
}

function NoAccount() {
  const { t } = useTranslation();
  return (
    <Page title={t('nav.rules')}>
      <EmptyState
        icon={<ListOrdered size={32} />}
        title={t('rules.noAccountTitle')}
        action={<SetUpAccountButton />}
      >
        {t('rules.noAccountText')}
      </EmptyState>
    </Page>
  );
}

import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { OutgoingForm } from './outgoing-form.tsx';
import { OutgoingList } from './outgoing-list.tsx';

/** Outgoing accounts: the list, or the form of one. */
export function OutgoingView() {
  const { t } = useTranslation();
  const { place } = useNavigation();
  const { outgoing } = useAccounts();
  if (place.form !== undefined) {
    const { id, field } = place.form;
    const overview = outgoing.find(({ account }) => account.id === id);
    if (id !== undefined && overview === undefined) return <Page title={t('nav.outgoing')}>{null}</Page>;
    return <OutgoingForm key={id ?? 'new'} overview={overview} focus={field} />;
  }
  return <OutgoingList />;
}

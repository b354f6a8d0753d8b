import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { FirstContactDialog } from './first-contact-dialog.tsx';
import { IncomingForm } from './incoming-form.tsx';
import { IncomingList } from './incoming-list.tsx';

/** Incoming accounts: the list, the form of one, or the question what becomes of the mail in a new mailbox. */
export function IncomingView() {
  const { t } = useTranslation();
  const { place, go } = useNavigation();
  const incoming = useAccounts((state) => state.incoming);
  const find = (id: string | undefined) => incoming.find(({ account }) => account.id === id);
  if (place.form !== undefined) {
    const { id, field } = place.form;
    const overview = find(id);
    // While the list is still on its way there is nothing to fill the form with.
    if (id !== undefined && overview === undefined) return <Page title={t('nav.incoming')}>{null}</Page>;
    return <IncomingForm key={id ?? 'new'} overview={overview} focus={field} />;
  }
  const undecided = find(place.firstContact);
  return (
    <>
      <IncomingList />
      {undecided !== undefined && (
        <FirstContactDialog overview={undecided} onClose={() => go({ view: 'incoming' })} />
      )}
    </>
  );
}

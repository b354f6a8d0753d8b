import Asterisk from 'lucide-react/icons/asterisk';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useNavigation } from '../../stores/navigation.ts';

/** Leads from an empty view to the form of a new incoming account. */
export function SetUpAccountButton() {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  return (
    <Button
      kind="primary"
      icon={<Asterisk size={16} aria-hidden />}
      onClick={() => go({ view: 'incoming', form: {} })}
    >
      {t('action.setUpAccount')}
    </Button>
  );
}

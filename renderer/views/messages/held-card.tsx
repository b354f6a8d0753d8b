import UserPlus from 'lucide-react/icons/user-plus';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import type { PlainError } from '../../../shared/errors.ts';
import { Button } from '../../components/button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { ContactDialog } from '../directory/contact-dialog.tsx';

interface HeldCardProps {
  readonly message: MessageDetail;
  readonly reason: PlainError;
}

/** A message that waits for a contact with its sender's address (S30). */
export function HeldCard({ message, reason }: HeldCardProps) {
  const { t } = useTranslation();
  const [creating, setCreating] = useState(false);
  return (
    <ErrorBox error={reason} meaning="warning">
      <div className="card-actions">
        <Button icon={<UserPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
          {t('contacts.createFromSender')}
        </Button>
      </div>
      {creating && (
        <ContactDialog contact={undefined} sender={message.from} onClose={() => setCreating(false)} />
      )}
    </ErrorBox>
  );
}

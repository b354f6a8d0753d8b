import type { MailroomError } from '../../shared/errors.ts';
import { ErrorBox } from './error-box.tsx';

/** The pane beside a list as long as what was chosen there is not read, or can't be. */
export function EmptyPane({ error }: { readonly error: MailroomError | undefined }) {
  if (error === undefined) return <div className="detail" aria-busy />;
  return (
    <div className="detail">
      <div className="detail-body">
        <ErrorBox error={error} />
      </div>
    </div>
  );
}

import Loader from 'lucide-react/icons/loader-circle';
import type { ReactNode } from 'react';

/** Something is on its way. */
export function Loading({ children }: { readonly children: ReactNode }) {
  return (
    <p className="loading" role="status">
      <Loader className="spin" size={16} aria-hidden />
      {children}
    </p>
  );
}

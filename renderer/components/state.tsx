import type { ReactNode } from 'react';

export type Meaning = 'ok' | 'working' | 'warning' | 'error' | 'neutral';

/** A state: icon, word and colour, never colour alone. */
export function State({
  meaning,
  icon,
  children,
}: {
  readonly meaning: Meaning;
  readonly icon: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <span className="state" data-meaning={meaning}>
      <span className="state-icon" aria-hidden>
        {icon}
      </span>
      <span>{children}</span>
    </span>
  );
}

/** A small word on a coloured ground. */
export function Badge({
  meaning = 'neutral',
  children,
}: {
  readonly meaning?: Meaning;
  readonly children: ReactNode;
}) {
  return (
    <span className="badge" data-meaning={meaning}>
      {children}
    </span>
  );
}

import type { ReactNode } from 'react';

interface PageProps {
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: ReactNode;
  readonly children: ReactNode;
  /** The content brings its own scrolling. */
  readonly fixed?: boolean;
}

/** Heading, actions and content of a view. */
export function Page({ title, actions, back, children, fixed = false }: PageProps) {
  return (
    <section className="page" data-fixed={fixed || undefined}>
      <header className="page-header">
        {back}
        <h1>{title}</h1>
        <div className="page-actions">{actions}</div>
      </header>
      <div className="page-body">{children}</div>
    </section>
  );
}

import { Component, type ReactNode } from 'react';
import i18next from 'i18next';
import { asMailroomError } from '../bridge.ts';
import { Button } from './button.tsx';
import { ErrorBox } from './error-box.tsx';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: unknown;
}

/** Keeps one broken view from taking the whole window with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: undefined };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return (
      <div className="page-body">
        <ErrorBox error={asMailroomError(this.state.error)}>
          <p>
            <Button onClick={() => this.setState({ error: undefined })}>
              {i18next.t('action.tryAgain')}
            </Button>
          </p>
        </ErrorBox>
      </div>
    );
  }
}

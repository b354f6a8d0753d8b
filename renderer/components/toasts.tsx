import { Toast } from '@base-ui/react/toast';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import { asMailroomError } from '../bridge.ts';
import { errorText } from '../error-text.ts';
import { Button } from './button.tsx';

interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

interface ToastData {
  /** A further action beside the first. */
  readonly second?: ToastAction;
}

/** Long enough to read a failure, or to see that something was a slip. */
const LONG_MS = 12_000;
const SHORT_MS = 6000;

const manager = Toast.createToastManager<ToastData>();

interface Notice extends ToastData {
  readonly title: string;
  readonly text?: string;
  readonly kind?: 'ok' | 'error';
  readonly action?: ToastAction;
}

/** A short notice in the corner, with an undo where there is one. */
export function notify({ title, text, kind = 'ok', action, second }: Notice): void {
  const id = manager.add({
    title,
    type: kind,
    timeout: kind === 'error' || action !== undefined ? LONG_MS : SHORT_MS,
    priority: kind === 'error' ? 'high' : 'low',
    ...(text === undefined ? {} : { description: text }),
    ...(second === undefined ? {} : { data: { second } }),
    ...(action === undefined
      ? {}
      : {
          actionProps: {
            children: action.label,
            onClick: () => {
              manager.close(id);
              action.run();
            },
          },
        }),
  });
}

/** Tells what went wrong in the corner, for actions that have no place of their own for it. */
export function notifyFailure(error: unknown): void {
  const { title, text, remedy } = errorText(asMailroomError(error));
  notify({ title, text: `${text} ${remedy}`, kind: 'error' });
}

/** Runs an action and reports its failure; answers whether it went well. */
export async function attempt<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    notifyFailure(error);
    return undefined;
  }
}

export function Toaster() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { t } = useTranslation();
  const { toasts } = Toast.useToastManager<ToastData>();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast" data-kind={toast.type}>
      <Toast.Content className="toast-content">
        <div className="toast-words">
          <Toast.Title className="toast-title" />
          <Toast.Description className="toast-text" />
        </div>
        <div className="toast-actions">
          <Toast.Action className="button" data-kind="plain" />
          {toast.data?.second !== undefined && (
            <Button
              onClick={() => {
                manager.close(toast.id);
                toast.data?.second?.run();
              }}
            >
              {toast.data.second.label}
            </Button>
          )}
        </div>
        <Toast.Close className="icon-button" aria-label={t('action.close')}>
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

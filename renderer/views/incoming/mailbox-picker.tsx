import Folder from 'lucide-react/icons/folder';
import Inbox from 'lucide-react/icons/inbox';
import Loader from 'lucide-react/icons/loader-circle';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { sameMailbox } from '../../../shared/domain/incoming-account.ts';
import type { MailboxFolder } from '../../../shared/domain/mailbox.ts';
import type { PlainError } from '../../../shared/errors.ts';
import { asMailroomError } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Finding } from '../account-form/connection-tester.tsx';
import { filterMailboxes, mailboxTree, type MailboxNode } from './mailbox-tree.ts';

interface MailboxPickerProps {
  readonly title: string;
  /** Asks the server with what is in the form. */
  readonly ask: () => Promise<MailboxFolder[]>;
  /** What the field holds now. */
  readonly current: string;
  /** Must not be chosen: the mailbox that is read. */
  readonly excluded?: string | undefined;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
  readonly onShowField: (error: PlainError) => void;
}

type State =
  | { readonly phase: 'asking' }
  | { readonly phase: 'failed'; readonly error: PlainError }
  | { readonly phase: 'here'; readonly nodes: readonly MailboxNode[] };

/** The server's mailboxes as a tree, to choose one from. */
export function MailboxPicker(props: MailboxPickerProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<State>({ phase: 'asking' });
  const [chosen, setChosen] = useState<string>();
  const [turn, setTurn] = useState(0);
  // What the dialog was opened with: rendering the form again asks nobody.
  const opened = useRef(props);
  useEffect(() => {
    let here = true;
    setState({ phase: 'asking' });
    const { ask, current: held, excluded } = opened.current;
    ask().then(
      (folders) => {
        if (!here) return;
        const nodes = mailboxTree(folders);
        setState({ phase: 'here', nodes });
        setChosen(nodes.find((node) => sameMailbox(node.path, held) && canBeChosen(node, excluded))?.path);
      },
      (error) => here && setState({ phase: 'failed', error: asMailroomError(error).toPlain() }),
    );
    return () => {
      here = false;
    };
  }, [turn]);

  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={props.onClose}>{t('action.cancel')}</Button>
          {state.phase === 'failed' ? (
            <Button kind="primary" onClick={() => setTurn(turn + 1)}>
              {t('action.tryAgain')}
            </Button>
          ) : (
            <Button
              kind="primary"
              disabled={chosen === undefined}
              onClick={() => chosen !== undefined && props.onChoose(chosen)}
            >
              {t('picker.choose')}
            </Button>
          )}
        </>
      }
    >
      {state.phase === 'asking' && (
        <p className="asking" role="status">
          <Loader className="spin" size={16} aria-hidden />
          {t('picker.asking')}
        </p>
      )}
      {state.phase === 'failed' && (
        <Finding
          error={state.error}
          doing={undefined}
          onShowField={(error) => {
            props.onClose();
            props.onShowField(error);
          }}
        />
      )}
      {state.phase === 'here' &&
        (state.nodes.length === 0 ? (
          <p className="notice">{t('picker.empty')}</p>
        ) : (
          <Tree {...props} nodes={state.nodes} chosen={chosen} setChosen={setChosen} />
        ))}
    </Dialog>
  );
}

interface TreeProps extends Pick<MailboxPickerProps, 'title' | 'excluded' | 'onChoose'> {
  readonly nodes: readonly MailboxNode[];
  readonly chosen: string | undefined;
  readonly setChosen: (path: string | undefined) => void;
}

/** The keys stay in the filter: arrows move through the tree, Enter takes. */
function Tree({ title, nodes, excluded, chosen, setChosen, onChoose }: TreeProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const shown = useMemo(() => filterMailboxes(nodes, text), [nodes, text]);
  const isFree = (node: MailboxNode): boolean => canBeChosen(node, excluded);
  const free = shown.filter(isFree);

  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView?.({ block: 'nearest' });
  }, [chosen]);

  const filter = (next: string): void => {
    setText(next);
    const fitting = filterMailboxes(nodes, next);
    if (fitting.some((node) => node.path === chosen)) return;
    const wanted = next.trim().toLowerCase();
    setChosen(fitting.find((node) => isFree(node) && node.path.toLowerCase().includes(wanted))?.path);
  };
  const onKey = (event: KeyboardEvent): void => {
    const index = free.findIndex((node) => node.path === chosen);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, PageDown: index + 8, PageUp: index - 8 }[
      event.key
    ];
    if (to !== undefined) {
      event.preventDefault();
      setChosen(free[Math.min(free.length - 1, Math.max(0, to))]?.path);
    } else if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      onChoose(chosen);
    }
  };
  return (
    <div className="picker">
      <input
        className="input"
        type="text"
        ref={field}
        role="combobox"
        aria-expanded
        aria-haspopup="tree"
        aria-controls="picker-tree"
        aria-activedescendant={chosen === undefined ? undefined : nodeId(nodes, chosen)}
        autoComplete="off"
        spellCheck={false}
        value={text}
        placeholder={t('picker.filter')}
        aria-label={t('picker.filter')}
        onChange={(event) => filter(event.target.value)}
        onKeyDown={onKey}
      />
      <ul ref={list} id="picker-tree" className="picker-tree" role="tree" tabIndex={-1} aria-label={title}>
        {shown.map((node) => (
          <li
            key={node.path}
            id={nodeId(nodes, node.path)}
            className="picker-node"
            role="treeitem"
            aria-level={node.depth + 1}
            aria-selected={node.path === chosen}
            aria-expanded={node.hasChildren || undefined}
            aria-disabled={!isFree(node) || undefined}
            style={{ paddingInlineStart: 8 + node.depth * 20 }}
            title={node.path}
            onClick={() => isFree(node) && setChosen(node.path)}
            onDoubleClick={() => isFree(node) && onChoose(node.path)}
          >
            {node.use === 'inbox' ? <Inbox size={16} aria-hidden /> : <Folder size={16} aria-hidden />}
            <span className="picker-name">{node.name}</span>
            <span className="picker-use">{whatFor(node, excluded, t)}</span>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="picker-none">{t('picker.nothingFits')}</p>}
    </div>
  );
}

function canBeChosen(node: MailboxNode, excluded: string | undefined): boolean {
  return node.selectable && (excluded === undefined || !sameMailbox(node.path, excluded));
}

function nodeId(nodes: readonly MailboxNode[], path: string): string {
  return `picker-${nodes.findIndex((node) => node.path === path)}`;
}

function whatFor(node: MailboxNode, excluded: string | undefined, t: (key: string) => string): string {
  if (excluded !== undefined && sameMailbox(node.path, excluded)) return t('picker.isRead');
  if (!node.selectable) return t('picker.notSelectable');
  return node.use === undefined ? '' : t(`specialUse.${node.use}`);
}

import type { MailboxFolder } from '../../../shared/domain/mailbox.ts';

/** One line of the picker. */
export interface MailboxNode {
  readonly path: string;
  readonly name: string;
  /** 0 for the top. */
  readonly depth: number;
  readonly hasChildren: boolean;
  readonly selectable: boolean;
  /** Key of the words for what it is for, such as `archive`; undefined for an ordinary mailbox. */
  readonly use: string | undefined;
}

const uses: Readonly<Record<string, string>> = {
  '\\all': 'all',
  '\\archive': 'archive',
  '\\drafts': 'drafts',
  '\\flagged': 'flagged',
  '\\important': 'important',
  '\\inbox': 'inbox',
  '\\junk': 'junk',
  '\\sent': 'sent',
  '\\trash': 'trash',
};

interface Branch {
  readonly folder: MailboxFolder;
  readonly children: Branch[];
}

/**
 * The server's flat list as a tree, from top to bottom: the inbox first, then by name. A parent that the server
 * did not list is filled in as a name that only holds others.
 */
export function mailboxTree(folders: readonly MailboxFolder[]): MailboxNode[] {
  const branches = new Map<string, Branch>();
  const top: Branch[] = [];

  const grow = (folder: MailboxFolder): Branch => {
    const known = branches.get(folder.path);
    if (known !== undefined) return known;
    const branch: Branch = { folder, children: [] };
    branches.set(folder.path, branch);
    const parent = parentOf(folder, folders);
    (parent === undefined ? top : grow(parent).children).push(branch);
    return branch;
  };
  for (const folder of folders) grow(folder);

  const nodes: MailboxNode[] = [];
  const walk = (level: readonly Branch[], depth: number): void => {
    for (const { folder, children } of level.toSorted((a, b) => compare(a.folder, b.folder))) {
      nodes.push({
        path: folder.path,
        name: folder.name,
        depth,
        hasChildren: children.length > 0,
        selectable: folder.selectable,
        use: isInbox(folder) ? 'inbox' : uses[(folder.specialUse ?? '').toLowerCase()],
      });
      walk(children, depth + 1);
    }
  };
  walk(top, 0);
  return nodes;
}

function parentOf(folder: MailboxFolder, all: readonly MailboxFolder[]): MailboxFolder | undefined {
  const { delimiter, path } = folder;
  const end = delimiter === undefined || delimiter === '' ? -1 : path.lastIndexOf(delimiter);
  if (delimiter === undefined || end <= 0) return undefined;
  const above = path.slice(0, end);
  return (
    all.find((other) => other.path === above) ?? {
      path: above,
      name: above.split(delimiter).at(-1) ?? above,
      delimiter,
      selectable: false,
    }
  );
}

function isInbox(folder: MailboxFolder): boolean {
  return folder.path.toUpperCase() === 'INBOX';
}

function compare(one: MailboxFolder, other: MailboxFolder): number {
  return (
    Number(isInbox(other)) - Number(isInbox(one)) ||
    one.name.localeCompare(other.name, undefined, { numeric: true, sensitivity: 'base' })
  );
}

/** The nodes that contain the words, and what they hang on. */
export function filterMailboxes(nodes: readonly MailboxNode[], text: string): MailboxNode[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [...nodes];
  const kept = new Set<MailboxNode>();
  const above: MailboxNode[] = [];
  for (const node of nodes) {
    above.length = node.depth;
    above.push(node);
    if (node.path.toLowerCase().includes(wanted)) for (const held of above) kept.add(held);
  }
  return nodes.filter((node) => kept.has(node));
}

import Asterisk from 'lucide-react/icons/asterisk';
import Pencil from 'lucide-react/icons/pencil';
import Trash from 'lucide-react/icons/trash-2';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListError } from '../../components/list-error.tsx';
import { Badge } from '../../components/state.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import type { Loaded } from '../../stores/lists.ts';
import { SearchField } from '../forms/search-field.tsx';

interface Entry {
  readonly id: string;
  readonly name: string;
  /** Left out: nothing of its kind can be switched off. */
  readonly active?: boolean;
}

interface Column<T> {
  readonly label: string;
  readonly render: (item: T) => ReactNode;
}

interface EntriesTabProps<T extends Entry> {
  /** Key of the words, such as `groups`. */
  readonly kind: 'groups' | 'types' | 'users' | 'contacts';
  readonly icon: ReactNode;
  readonly list: Loaded<T>;
  readonly columns: readonly Column<T>[];
  /** Further buttons of a row. */
  readonly renderActions?: (item: T) => ReactNode;
  /** The form; undefined for a new entry. */
  readonly renderDialog: (item: T | undefined, close: () => void) => ReactNode;
  readonly renderDeletion: (item: T, close: () => void) => ReactNode;
  /** What a search looks at besides the name. */
  readonly wordsOf?: (item: T) => readonly string[];
}

/** So many are seen at a glance; of more some can be searched. */
const AT_A_GLANCE = 15;
/** So many rows are drawn at once. */
const SHOWN = 200;

/** A list of entries that can be made, changed and deleted. */
export function EntriesTab<T extends Entry>(props: EntriesTabProps<T>) {
  const { t } = useTranslation();
  const { kind, list, columns, wordsOf } = props;
  const { items: all, loaded, error } = list;
  const [search, setSearch] = useState('');
  const [most, setMost] = useState(SHOWN);
  const wanted = search.trim().toLowerCase();
  const fitting = all.filter((item) =>
    [item.name, ...(wordsOf?.(item) ?? [])].some((words) => words.toLowerCase().includes(wanted)),
  );
  const items = fitting.slice(0, most);
  const [editing, setEditing] = useState<T | 'new'>();
  const [deleting, setDeleting] = useState<T>();
  const [selected, setSelected] = useState<string>();
  useListKeys({
    count: items.length,
    index: items.findIndex(({ id }) => id === selected),
    select: (index) => setSelected(items[index]?.id),
    open: (index) => setEditing(items[index]),
  });
  const create = (
    <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t(`${kind}.new`)}
    </Button>
  );
  return (
    <>
      <ListError error={error} retry={list.load} />
      {loaded && all.length === 0 ? (
        <EmptyState icon={props.icon} title={t(`${kind}.emptyTitle`)} action={create}>
          {t(`${kind}.intro`)}
        </EmptyState>
      ) : (
        <>
          <div className="tab-top">
            <p className="secondary">{t(`${kind}.intro`)}</p>
            {all.length > AT_A_GLANCE && (
              <SearchField
                label={t('directory.search')}
                placeholder={t('directory.search')}
                maxLength={200}
                value={search}
                onSearch={(text) => {
                  setSearch(text);
                  setMost(SHOWN);
                }}
              />
            )}
            {create}
          </div>
          <table className="table entries-table" data-kind={kind}>
            <thead>
              <tr>
                <th>{t(`${kind}.name`)}</th>
                {columns.map(({ label }) => (
                  <th key={label}>{label}</th>
                ))}
                <th>
                  <span className="hidden">{t('column.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr
                  key={item.id}
                  className="row-group"
                  aria-current={item.id === selected ? true : undefined}
                  onClick={() => setSelected(item.id)}
                  onDoubleClick={() => setEditing(item)}
                >
                  <td data-label={t(`${kind}.name`)}>
                    <button type="button" className="row-title" onClick={() => setEditing(item)}>
                      {item.name}
                    </button>{' '}
                    {item.active === false && <Badge>{t('directory.inactive')}</Badge>}
                  </td>
                  {columns.map(({ label, render }) => (
                    <td key={label} data-label={label}>
                      {render(item)}
                    </td>
                  ))}
                  <td className="row-actions">
                    {props.renderActions?.(item)}
                    <IconButton
                      label={t('directory.edit', { name: item.name })}
                      onClick={() => setEditing(item)}
                    >
                      <Pencil size={16} aria-hidden />
                    </IconButton>
                    <IconButton
                      label={t('directory.delete', { name: item.name })}
                      onClick={() => setDeleting(item)}
                    >
                      <Trash size={16} aria-hidden />
                    </IconButton>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {loaded && fitting.length === 0 && <p className="nothing-selected">{t('directory.noneFits')}</p>}
          {fitting.length > most && (
            <div className="table-more">
              <Button onClick={() => setMost(most + SHOWN)}>{t('message.loadMore')}</Button>
            </div>
          )}
        </>
      )}
      {editing !== undefined &&
        props.renderDialog(editing === 'new' ? undefined : editing, () => setEditing(undefined))}
      {deleting !== undefined && props.renderDeletion(deleting, () => setDeleting(undefined))}
    </>
  );
}

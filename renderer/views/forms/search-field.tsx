import Search from 'lucide-react/icons/search';
import X from 'lucide-react/icons/x';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigation } from '../../stores/navigation.ts';
import { IconButton } from '../../components/button.tsx';
import { takeFocus } from '../../components/take-focus.ts';

const ASK_AFTER = 200;

interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly hint?: string;
  readonly maxLength: number;
  /** What is searched for now. */
  readonly value: string;
  /** Called when the person pauses. */
  readonly onSearch: (text: string) => void;
}

/** Where the words of a search are typed. The key for searching leads here. */
export function SearchField({ label, placeholder, hint, maxLength, value, onSearch }: SearchFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const asked = useRef(value);
  const latest = useRef(onSearch);
  latest.current = onSearch;
  const { searchWanted, searchFound } = useNavigation();
  useLayoutEffect(() => {
    if (!searchWanted || field.current === null) return;
    searchFound();
    takeFocus(field.current);
    field.current.select();
  }, [searchWanted, searchFound]);
  // Somebody else changed the search, such as by emptying it.
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text === asked.current) return undefined;
    const timer = setTimeout(() => {
      asked.current = text;
      latest.current(text);
    }, ASK_AFTER);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="search" role="search">
      <Search size={14} aria-hidden />
      <input
        ref={field}
        className="input"
        type="text"
        value={text}
        maxLength={maxLength}
        placeholder={placeholder}
        title={hint}
        aria-label={label}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (text === '') event.currentTarget.blur();
          else setText('');
        }}
      />
      {text === '' ? (
        <kbd aria-hidden>/</kbd>
      ) : (
        <IconButton label={t('message.clearSearch')} onClick={() => setText('')}>
          <X size={14} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

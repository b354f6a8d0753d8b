import { formatCount } from '../format.ts';

interface SegmentsProps<T> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly {
    readonly value: T;
    readonly label: string;
    readonly count?: number | undefined;
  }[];
  readonly onChange: (value: T) => void;
}

/** What a list is narrowed to. Buttons, so that the keys of the list go on working. */
export function Segments<T extends string | boolean>({ label, value, options, onChange }: SegmentsProps<T>) {
  return (
    <div className="segments scope" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={String(option.value)}
          type="button"
          className="segment-button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
          {option.count !== undefined && (
            <>
              {' '}
              <small className="tabular">{formatCount(option.count)}</small>
            </>
          )}
        </button>
      ))}
    </div>
  );
}

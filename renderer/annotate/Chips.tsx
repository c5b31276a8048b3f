import type { ReactNode } from "react";

/** One choice of a few, as buttons in a row; pressing the chosen one again takes it back where that is allowed. */
export function Chips<V extends string>({
  label,
  options,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly options: readonly (readonly [value: V, words: string, title?: string])[];
  readonly chosen: V | null;
  readonly onChoose: (value: V) => void;
}): ReactNode {
  return (
    <div className="chips" role="group" aria-label={label}>
      {options.map(([value, words, title]) => (
        <button
          key={value}
          type="button"
          data-value={value}
          title={title}
          aria-pressed={value === chosen}
          onClick={() => onChoose(value)}
        >
          {words}
        </button>
      ))}
    </div>
  );
}

import { useId } from "react";
import type { ReactNode } from "react";

/** Heading of a screen, with what belongs beside it on the right. */
export function ScreenHead({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <header className="screen-head">
      <div>
        <h1>{title}</h1>
        {note === undefined ? null : <p className="quiet">{note}</p>}
      </div>
      {children === undefined ? null : <div className="screen-acts">{children}</div>}
    </header>
  );
}

/** A titled area of a screen. */
export function Panel({
  title,
  acts,
  children,
}: {
  readonly title: string;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {acts}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}

/** Facts as term and description; rows without a value are left out. */
export function Facts({ rows }: { readonly rows: readonly (readonly [term: string, value: ReactNode])[] }): ReactNode {
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value !== undefined && value !== null && value !== "")
        .map(([term, value]) => (
          <div key={term} className="fact">
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export type Tone = "quiet" | "accent" | "amber" | "red" | "green";

/** One short word about a state. */
export function Tag({ tone = "quiet", children }: { readonly tone?: Tone; readonly children: ReactNode }): ReactNode {
  return <span className={`tag tag-${tone}`}>{children}</span>;
}

/** A field of a form with its label, hint and article. */
export function Field({
  label,
  hint,
  wide = false,
  children,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly wide?: boolean;
  readonly children: (id: string) => ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <div className={wide ? "field field-wide" : "field"}>
      <label htmlFor={id}>{label}</label>
      <div>
        {children(id)}
        {hint === undefined ? null : <p className="hint">{hint}</p>}
      </div>
    </div>
  );
}

import type { ReactNode } from "react";
import type { FindingLine } from "../../shared/model/finding.ts";
import { useLanguage } from "../i18n/language.tsx";
import { usePersonName } from "../shell/names.ts";

/** The log lines behind a finding: what each is, when, whose, and its exact text, which a person can read. */
export function LogLines({
  lines,
  count,
}: {
  readonly lines: readonly FindingLine[];
  readonly count: number;
}): ReactNode {
  const { t } = useLanguage();
  if (lines.length === 0) {
    return <p className="quiet">{t("findings.noLines")}</p>;
  }
  return (
    <>
      {count > lines.length ? (
        <p className="quiet">{t("findings.linesOf", { shown: lines.length, n: count })}</p>
      ) : null}
      <ol className="log-lines">
        {lines.map((line) => (
          <Line key={line.index} line={line} />
        ))}
      </ol>
    </>
  );
}

function Line({ line: { index, type, wall, person, leaf } }: { readonly line: FindingLine }): ReactNode {
  const { t, formats } = useLanguage();
  const nameOf = usePersonName();
  return (
    <li>
      <p className="log-line-head">
        <strong className="figures">{t("findings.line", { index })}</strong>
        <span>{type ?? t("findings.unreadable")}</span>
        {wall === undefined ? null : <span className="figures">{formats.exact(wall)}</span>}
        {person === undefined ? null : <span>{nameOf(person)}</span>}
      </p>
      <pre className="log-leaf" aria-label={t("findings.raw")}>
        {readable(leaf)}
      </pre>
    </li>
  );
}

/** Canonical JSON with its line breaks back; anything else as it is. */
function readable(leaf: string): string {
  try {
    return JSON.stringify(JSON.parse(leaf), null, 2);
  } catch {
    return leaf;
  }
}

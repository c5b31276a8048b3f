import type { ReactNode } from "react";
import type { FindingLine } from "../../shared/model/finding.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNamer } from "../log/EntryCard.tsx";
import { entryWord } from "../log/words.ts";
import { usePersonName } from "../shell/names.ts";
import { Tag } from "../ui/parts.tsx";
import { lineWords } from "./words.ts";

/** The log lines behind a finding: in words, when, whose, and the exact text, which a person can read. */
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

function Line({ line }: { readonly line: FindingLine }): ReactNode {
  const { t, formats } = useLanguage();
  const nameOf = usePersonName();
  const { index, wall, person, leaf } = line;
  return (
    <li>
      <p className="log-line-head">
        <strong className="figures">{t("findings.line", { index })}</strong>
        {wall === undefined ? null : <span className="figures">{formats.exact(wall)}</span>}
        {person === undefined ? null : <span>{nameOf(person)}</span>}
      </p>
      <Said line={line} />
      <details>
        <summary>{t("findings.raw")}</summary>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls */}
        <pre className="bytes bytes-wrap" data-leaf tabIndex={0}>
          {readable(leaf)}
        </pre>
      </details>
    </li>
  );
}

function Said({ line }: { readonly line: FindingLine }): ReactNode {
  const language = useLanguage();
  const namer = useNamer();
  return (
    <p>
      {line.type === undefined ? null : <Tag>{entryWord(line.type, language)}</Tag>} {lineWords(line, language, namer)}
    </p>
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

import { useEffect } from "react";
import type { ReactNode } from "react";
import type { EntryProof } from "../../shared/model/log.ts";
import { useLanguage } from "../i18n/language.tsx";
import { idle } from "../shell/loadable.ts";
import { useNames, usePersonName } from "../shell/names.ts";
import { Facts, Tag } from "../ui/parts.tsx";
import { Loaded } from "../ui/states.tsx";
import { ProofPath } from "./ProofPath.tsx";
import { useLog } from "./store.ts";
import { entrySentence, entryWord } from "./words.ts";
import type { Namer } from "./words.ts";

/** How this screen writes people in sentences about entries. */
export function useNamer(): Namer {
  const named = useNames();
  const byId = usePersonName();
  return { named, byId };
}

/** One entry of the log: in words, field by field, byte by byte, and its own proof. */
export function EntryCard({
  index,
  children,
}: {
  readonly index: number;
  /** What a place adds between the words and the proof. */
  readonly children?: (proof: EntryProof) => ReactNode;
}): ReactNode {
  const proof = useLog((store) => (store.index === index ? store.proof : idle));
  const prove = useLog((store) => store.prove);
  useEffect(() => {
    void prove(index);
  }, [prove, index]);
  return (
    <Loaded of={proof} rows={10} onRetry={() => void prove(index)}>
      {(value) => (
        <div className="entry-card" data-entry={index}>
          <Said proof={value} />
          {children?.(value)}
          <ProofPath key={index} proof={value} />
          <Fields leaf={value.leaf} />
        </div>
      )}
    </Loaded>
  );
}

function Said({ proof: { row } }: { readonly proof: EntryProof }): ReactNode {
  const language = useLanguage();
  const namer = useNamer();
  return (
    <div className="entry-said">
      <p className="sentence-what">{entrySentence(row, language, namer)}</p>
      <p className="quiet">
        <Tag>{entryWord(row.type, language)}</Tag> <span className="figures">{language.formats.exact(row.at)}</span>
      </p>
    </div>
  );
}

/** Every field as the leaf has it, and the leaf itself. */
function Fields({ leaf }: { readonly leaf: string }): ReactNode {
  const { t } = useLanguage();
  const rows = fieldsOf(leaf).map(([name, value]): [string, ReactNode] => [
    name,
    <code key={name} className="field-value">
      {value}
    </code>,
  ]);
  return (
    <>
      <details className="entry-fields" open>
        <summary>{t("log.facts")}</summary>
        <Facts rows={rows} />
      </details>
      <details>
        <summary>
          {t("log.leaf")} <span className="quiet figures">{t("log.leafBytes", { n: bytesIn(leaf) })}</span>
        </summary>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls */}
        <pre className="bytes bytes-wrap" data-leaf tabIndex={0}>
          {leaf}
        </pre>
      </details>
    </>
  );
}

function bytesIn(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

/** Envelope first, then the body's fields under `b.`. */
function fieldsOf(leaf: string): [name: string, value: string][] {
  const whole: unknown = JSON.parse(leaf);
  const entries = typeof whole === "object" && whole !== null ? Object.entries(whole) : [];
  return entries.flatMap(([name, value]: [string, unknown]): [string, string][] =>
    name === "b" && typeof value === "object" && value !== null
      ? Object.entries(value).map(([inner, of]: [string, unknown]) => [`b.${inner}`, written(of)])
      : [[name, written(value)]],
  );
}

function written(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

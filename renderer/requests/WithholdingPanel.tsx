import type { ReactNode } from "react";
import { hasLine } from "../../shared/access/withheld.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import type { Withheld } from "../../shared/model/withheld.ts";
import type { LiftedLine, Withholding } from "../../shared/model/withholding.ts";
import { msOfFrame } from "../footage/timing.ts";
import { span } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import { placeOf } from "../player/Withheld.tsx";
import { nameOf } from "../shell/names.ts";
import { ArticleLink } from "../ui/article.tsx";
import { Panel, Tag } from "../ui/parts.tsx";

/** What a request's viewing does not show: proposed, decided, asked to be lifted and lifted, each with who and why. */
export function WithholdingPanel({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t, formats, locale } = useLanguage();
  const { withholding } = record;
  if (withholding === undefined) {
    return null;
  }
  const { current, lifted, waiting, proposals, article } = withholding;
  const proposal = proposals.at(-1);
  const isDecided = record.decisions.length > 0;
  return (
    <Panel title={t("withheld.title")}>
      {proposal === undefined ? null : (
        <section className="withholding" aria-label={t("withheld.proposed")}>
          <p>
            {t("withheld.proposedBy", {
              name: nameOf(proposal.by, locale),
              at: formats.exact(proposal.at),
              n: proposal.lines.length,
            })}
          </p>
          {proposal.note === "" ? null : <p className="quiet">{proposal.note}</p>}
          {isDecided ? <p className="quiet">{changesIn(proposal.lines, withholding, t)}</p> : null}
          {isDecided ? null : <LineList record={record} lines={proposal.lines} tag="proposed" />}
        </section>
      )}
      {isDecided ? (
        <>
          {current.length === 0 ? <p className="quiet">{t("withheld.noneLeft")}</p> : null}
          <LineList record={record} lines={current} tag="current" />
        </>
      ) : null}
      {waiting === undefined ? null : (
        <section className="withholding" aria-label={t("withheld.lifting")}>
          <p className="notice notice-amber">
            {t("withheld.askedBy", {
              name: nameOf(waiting.by, locale),
              at: formats.exact(waiting.at),
              n: waiting.lines.length,
              reason: waiting.reason,
            })}
          </p>
          <LineList record={record} lines={waiting.lines} tag="waiting" />
          {article === undefined ? null : <ArticleLink id={article} />}
        </section>
      )}
      {lifted.length === 0 ? null : (
        <section className="withholding" aria-label={t("withheld.lifted")}>
          <LineList record={record} lines={lifted} tag="lifted" />
        </section>
      )}
    </Panel>
  );
}

const tones = { proposed: "amber", current: "quiet", waiting: "amber", lifted: "green" } as const;

function LineList({
  record,
  lines,
  tag,
}: {
  readonly record: RequestRecord;
  readonly lines: readonly (Withheld | LiftedLine)[];
  readonly tag: keyof typeof tones;
}): ReactNode {
  const { t } = useLanguage();
  return (
    <ul className="withholding-lines">
      {lines.map((line) => (
        <li key={`${line.asset} ${String(line.from)} ${String(line.to)} ${JSON.stringify(line.region)} ${line.ground}`}>
          <Tag tone={tones[tag]}>{t(`withheld.tag.${tag}`)}</Tag>
          <div>
            <LineWords record={record} line={line} />
            {"agreed" in line ? <LiftedBy line={line} /> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

function LiftedBy({ line: { asked, agreed, reason } }: { readonly line: LiftedLine }): ReactNode {
  const { t, formats, locale } = useLanguage();
  return (
    <span className="row-note">
      {t("withheld.liftedBy", {
        asked: nameOf(asked.by, locale),
        agreed: nameOf(agreed.by, locale),
        at: formats.exact(agreed.at),
        reason,
      })}
    </span>
  );
}

/** One line of the list in words: recording, frames and times, place and ground. */
export function LineWords({
  record,
  line,
}: {
  readonly record: Pick<RequestRecord, "footage">;
  readonly line: Withheld;
}): ReactNode {
  const { t } = useLanguage();
  const footage = record.footage.find(({ asset }) => asset === line.asset);
  const { from, to, region, ground } = line;
  const time = (frame: number): string => (footage === undefined ? "" : span(msOfFrame(footage, frame)));
  return (
    <>
      <span>{footage?.title ?? line.asset}</span>
      <span className="row-note figures">
        {t("withheld.line", { from: String(from), to: String(to - 1), start: time(from), end: time(to) })}
      </span>
      <span className="row-note">
        {region === undefined ? t("withheld.whole") : t("withheld.region", { place: placeOf(region, t) })}
        {" · "}
        {t(`withheldGround.${ground}`)}
      </span>
    </>
  );
}

/** What the approver made of a clerk's proposal, in one sentence. */
function changesIn(
  proposed: readonly Withheld[],
  { current, lifted }: Withholding,
  t: ReturnType<typeof useLanguage>["t"],
): string {
  const decided = [...current, ...lifted.map(({ reason: _reason, asked: _asked, agreed: _agreed, ...line }) => line)];
  const kept = proposed.filter((line) => hasLine(decided, line)).length;
  const added = decided.filter((line) => !hasLine(proposed, line)).length;
  return t("withheld.changes", { kept, dropped: proposed.length - kept, added });
}

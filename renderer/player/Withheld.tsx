import type { ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import type { Lifted, Region, Witnessed } from "../../shared/model/withheld.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { msOfFrame } from "../footage/timing.ts";
import { span } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";
import { useArticle } from "../ui/article.tsx";

/** What is not shown of a recording in this viewing. */
export function withheldOf({ grant }: Viewing, { asset }: Footage): readonly Witnessed[] {
  return (grant.withheld ?? []).filter((line) => line.asset === asset);
}

/** The list that the person concerned is entitled to (不予展示清单); nothing when nothing is withheld. */
export function WithheldList({
  viewing,
  footage,
}: {
  readonly viewing: Viewing;
  readonly footage: Footage;
}): ReactNode {
  const { t } = useLanguage();
  const lines = withheldOf(viewing, footage);
  const lifted = (viewing.grant.lifted ?? []).filter((line) => line.asset === footage.asset);
  return lines.length + lifted.length === 0 ? null : (
    <details className="withheld-list" open>
      <summary>
        {t("withheld.title")} · {t("withheld.lines", { n: lines.length })}
      </summary>
      <p className="hint">{t("withheld.explain")}</p>
      <ul>
        {lines.map((line) => (
          <Line
            key={`${String(line.from)}/${line.digest}/${JSON.stringify(line.region)}`}
            line={line}
            footage={footage}
          />
        ))}
        {lifted.map((line) => (
          <Line
            key={`lifted/${String(line.from)}/${line.digest}/${JSON.stringify(line.region)}`}
            line={line}
            footage={footage}
          />
        ))}
      </ul>
    </details>
  );
}

function Line({ line, footage }: { readonly line: Witnessed | Lifted; readonly footage: Footage }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const article = useArticle(line.article);
  const { from, to } = line;
  return (
    <li>
      {"agreed" in line ? <strong className="green">{t("withheld.liftedOnce")}</strong> : null}
      <span className="figures">
        {t("withheld.line", {
          from: String(from),
          to: String(to - 1),
          start: span(msOfFrame(footage, from)),
          end: span(msOfFrame(footage, to)),
        })}
      </span>
      <span>
        {line.region === undefined ? t("withheld.whole") : t("withheld.region", { place: placeOf(line.region, t) })}
      </span>
      <span>
        {t(`withheldGround.${line.ground}`)} {article === null ? line.article : article.cite}
      </span>
      <span className="digest" title={line.digest}>
        {t("withheld.digest", { digest: `${line.digest.slice(0, 16)}…` })}
      </span>
      {"agreed" in line ? (
        <span>
          {t("withheld.liftedBy", {
            asked: nameIt(line.asked),
            agreed: nameIt(line.agreed),
            at: formats.exact(line.agreed.at),
            reason: line.reason,
          })}
        </span>
      ) : null}
    </li>
  );
}

function percent(part: number): string {
  return String(part / 100);
}

/** A region as people read it, in percent of the picture. */
export function placeOf({ x, y, width, height }: Region, t: Language["t"]): string {
  return t("withheld.place", { x: percent(x), y: percent(y), width: percent(width), height: percent(height) });
}

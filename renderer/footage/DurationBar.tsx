import type { ReactNode } from "react";
import { suspensionOver } from "../../shared/access/declarations.ts";
import type { Footage } from "../../shared/model/footage.ts";
import { span } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";

/** The length of a recording against the longest in the list, with its breaks. */
export function DurationBar({
  footage,
  longestMs,
}: {
  readonly footage: Footage;
  readonly longestMs: number;
}): ReactNode {
  const { t } = useLanguage();
  const width = Math.max(2, (footage.durationMs / Math.max(1, longestMs)) * 100);
  return (
    <div className="duration">
      <span className="figures">{footage.kind === "photo" ? t("kind.photo") : span(footage.durationMs)}</span>
      <svg
        className="duration-bar"
        viewBox="0 0 100 6"
        preserveAspectRatio="none"
        role="img"
        aria-label={t("footage.bar", { length: span(footage.durationMs), gaps: footage.gaps.length })}
      >
        <rect className="duration-rest" x="0" y="0" width="100" height="6" />
        <rect className="duration-length" x="0" y="0" width={width} height="6" />
        {footage.gaps.map((gap) => {
          const isExplained = gap.explained || suspensionOver(footage, gap) !== undefined;
          return (
            <rect
              key={gap.atMs}
              className={isExplained ? "duration-gap" : "duration-gap duration-gap-open"}
              x={(gap.atMs / Math.max(1, longestMs)) * 100}
              y="0"
              width={Math.max(0.8, (gap.lengthMs / Math.max(1, longestMs)) * 100)}
              height="6"
            />
          );
        })}
      </svg>
    </div>
  );
}

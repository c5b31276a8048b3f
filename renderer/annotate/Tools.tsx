import { Input } from "antd";
import type { ReactNode } from "react";
import type { AssetId } from "../../shared/model/footage.ts";
import { shapeColours, shapeKinds } from "../../shared/picture/drawing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { usePicture } from "../player/picture.ts";
import { inTheMiddle } from "./draft.ts";
import { takeDrawn, takePen, useAnnotate } from "./store.ts";

/** What to draw with; a shape can be put on the picture without a pointer too. */
export function Tools({
  asset,
  isOutsideWatching,
}: {
  readonly asset: AssetId;
  readonly isOutsideWatching: boolean;
}): ReactNode {
  const { t } = useLanguage();
  const pen = useAnnotate((store) => store.pen);
  const undrawn = useAnnotate((store) => store.undrawn);
  const frame = usePicture((picture) => picture.frame);
  const isSettled = usePicture(({ confirmed, state }) => confirmed && state !== "playing");
  return (
    <div className="tools">
      <div className="chips" role="toolbar" aria-label={t("annotate.tools")}>
        {shapeKinds.map((kind) => (
          <button
            key={kind}
            type="button"
            data-tool={kind}
            aria-pressed={pen.kind === kind}
            onClick={() => takePen({ kind: pen.kind === kind ? null : kind })}
          >
            {t(`annotate.kind.${kind}`)}
          </button>
        ))}
      </div>
      {pen.kind === null ? null : (
        <>
          <div className="chips" role="group" aria-label={t("annotate.colours")}>
            {shapeColours.map((colour) => (
              <button
                key={colour}
                type="button"
                className="swatch"
                data-colour={colour}
                aria-pressed={pen.colour === colour}
                onClick={() => takePen({ colour })}
              >
                {t(`annotate.colour.${colour}`)}
              </button>
            ))}
          </div>
          {pen.kind === "text" ? (
            <Input
              size="small"
              maxLength={80}
              aria-label={t("annotate.label")}
              placeholder={t("annotate.label")}
              value={pen.text}
              onChange={(event) => takePen({ text: event.target.value })}
            />
          ) : null}
          <div className="chips">
            <button
              type="button"
              disabled={!isSettled || frame === null}
              onClick={() => {
                if (pen.kind !== null && frame !== null) {
                  takeDrawn(asset, inTheMiddle(pen.kind, frame), isOutsideWatching);
                }
              }}
            >
              {t("annotate.middle")}
            </button>
            <button type="button" onClick={() => takePen({ kind: null })}>
              {t("annotate.penOff")}
            </button>
          </div>
        </>
      )}
      {undrawn === null ? null : (
        <p className="notice notice-amber" role="alert">
          {t(`annotate.${undrawn}`)}
        </p>
      )}
      {pen.kind === null || isSettled ? null : <p className="hint">{t("annotate.wait")}</p>}
    </div>
  );
}

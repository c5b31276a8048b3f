import { InputNumber } from "antd";
import type { ReactNode } from "react";
import { pictureUnits, placeAt, type Shape } from "../../shared/picture/drawing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { seek } from "../player/control.ts";
import { usePicture } from "../player/picture.ts";
import { fieldsOf, place, placeOf, removeShape, unplace, type Draft } from "./draft.ts";
import { draftOn, useAnnotate } from "./store.ts";

const names = {
  box: ["x", "y", "width", "height"],
  arrow: ["x", "y", "endX", "endY"],
} as const;

/** The shapes of the draft: chosen, placed and followed from frame to frame with keys alone, and spoken. */
export function Shapes({ draft }: { readonly draft: Draft }): ReactNode {
  const { t } = useLanguage();
  const chosen = useAnnotate(({ drafting }) => drafting.chosen);
  const shape = chosen === null ? undefined : draft.shapes[chosen];
  return (
    <section className="shapes" aria-label={t("annotate.shapes")}>
      {draft.shapes.length === 0 ? <p className="hint">{t("annotate.shapesEmpty")}</p> : null}
      <div className="chips">
        {draft.shapes.map((one, index) => (
          <button
            // Shapes of a draft have no other name than their place.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            type="button"
            data-shape={index}
            aria-pressed={index === chosen}
            onClick={() => draftOn((before) => ({ ...before, chosen: index === chosen ? null : index }))}
          >
            {t("annotate.shape", {
              n: String(index + 1),
              kind: t(`annotate.kind.${one.kind}`),
              keys: String(one.keyframes.length),
            })}
          </button>
        ))}
      </div>
      {shape === undefined || chosen === null ? null : <Placing shape={shape} index={chosen} />}
    </section>
  );
}

function Placing({ shape, index }: { readonly shape: Shape; readonly index: number }): ReactNode {
  const { t, formats } = useLanguage();
  const frame = usePicture((picture) => picture.frame);
  const isSettled = usePicture(({ confirmed, state }) => confirmed && state !== "playing");
  if (frame === null) {
    return null;
  }
  const fields = fieldsOf(shape, frame);
  const isKey = shape.keyframes.some((keyframe) => keyframe.frame === frame);
  const percent = (value: number): string => `${formats.number(Math.round(value / 1000) / 10)}%`;
  const kind = t(`annotate.kind.${shape.kind}`);
  const [x = 0, y = 0, width, height] = fields;
  return (
    <div className="placing">
      <div className="placing-fields">
        {fields.map((value, at) => {
          const name = (shape.kind === "arrow" ? names.arrow : names.box)[at] ?? "x";
          return (
            <label key={name}>
              <span>{t(`annotate.${name}`)}</span>
              <InputNumber
                size="small"
                min={0}
                max={100}
                step={1}
                precision={2}
                disabled={!isSettled}
                value={value / (pictureUnits / 100)}
                onChange={(typed) => {
                  if (typeof typed === "number") {
                    const moved = fields.with(at, Math.round((typed * pictureUnits) / 100));
                    draftOn((before) => place(before, frame, placeOf(shape.kind, moved)));
                  }
                }}
              />
            </label>
          );
        })}
      </div>
      <p className="hint" aria-live="polite">
        {width === undefined || height === undefined || shape.kind === "arrow"
          ? t("annotate.placed", { kind, x: percent(x), y: percent(y) })
          : t("annotate.placedBox", {
              kind,
              x: percent(x),
              y: percent(y),
              width: percent(width),
              height: percent(height),
            })}
        {" · "}
        {t(isKey ? "annotate.keyHere" : "annotate.keyBetween")}
      </p>
      <div className="chips">
        {shape.keyframes.map((keyframe) => (
          <button
            key={keyframe.frame}
            type="button"
            className="figures"
            title={t("player.seekTo", { frame: String(keyframe.frame) })}
            aria-pressed={keyframe.frame === frame}
            onClick={() => seek(keyframe.frame)}
          >
            {`◆ ${String(keyframe.frame)}`}
          </button>
        ))}
      </div>
      <div className="chips">
        {isKey ? (
          <button
            type="button"
            disabled={shape.keyframes.length < 2}
            onClick={() => draftOn((before) => unplace(before, frame))}
          >
            {t("annotate.keyOff")}
          </button>
        ) : (
          <button
            type="button"
            disabled={!isSettled}
            onClick={() => draftOn((before) => place(before, frame, placeAt(shape, frame)))}
          >
            {t("annotate.key")}
          </button>
        )}
        <button type="button" onClick={() => draftOn((before) => removeShape(before, index))}>
          {t("annotate.remove")}
        </button>
      </div>
    </div>
  );
}

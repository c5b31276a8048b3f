import type { PointerEvent, ReactNode } from "react";
import { seenAt } from "../../shared/picture/view.ts";
import { useLanguage } from "../i18n/language.tsx";
import { usePicture } from "./picture.ts";
import { lookAt, showWhole } from "./view.ts";

/**
 * The whole picture as an empty frame and the part of it that is on screen; a press brings a place into the middle.
 *
 * There is no pixel in it: this page has none (rule R4).
 */
export function Minimap({ height }: { readonly height: number }): ReactNode {
  const { t, formats } = useLanguage();
  const view = usePicture((picture) => picture.view);
  const ready = usePicture((picture) => picture.ready);
  if (view === null || ready === null || ready.width === 0 || ready.height === 0) {
    return null;
  }
  const seen = seenAt(view.zoom, view.fit);
  return (
    <button
      type="button"
      className="minimap"
      style={{ height, width: Math.min(288, (height * ready.width) / ready.height) }}
      aria-label={t("view.minimap", {
        zoom: formats.number(view.zoom),
        x: formats.number(Math.round(view.x * 100)),
        y: formats.number(Math.round(view.y * 100)),
      })}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) {
          go(event);
        }
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          showWhole();
        }
      }}
    >
      <span
        className="minimap-seen"
        style={{
          left: `${String((view.x - seen.width / 2) * 100)}%`,
          top: `${String((view.y - seen.height / 2) * 100)}%`,
          width: `${String(seen.width * 100)}%`,
          height: `${String(seen.height * 100)}%`,
        }}
      />
    </button>
  );
}

function go({ currentTarget, clientX, clientY }: PointerEvent<HTMLButtonElement>): void {
  const box = currentTarget.getBoundingClientRect();
  lookAt((clientX - box.left) / box.width, (clientY - box.top) / box.height);
}

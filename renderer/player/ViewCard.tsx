import { Button } from "antd";
import type { ReactNode } from "react";
import { mostZoom } from "../../shared/picture/view.ts";
import { useLanguage } from "../i18n/language.tsx";
import { toggleSide } from "./control.ts";
import { EnhancePart } from "./Enhance.tsx";
import { Minimap } from "./Minimap.tsx";
import { usePicture } from "./picture.ts";
import { showWhole, usePanKeys, zoomBy } from "./view.ts";

/** How the picture is looked at; nothing here changes the recording, a mark or a number. */
export function ViewCard(): ReactNode {
  const { t } = useLanguage();
  return (
    <div className="side-card view-card">
      <h2>{t("view.title")}</h2>
      <p className="hint">{t("view.explain")}</p>
      <h3>{t("view.zoom")}</h3>
      <Zoom />
      <Minimap height={96} />
      <p className="hint">{t("view.zoomHint")}</p>
      <EnhancePart />
      <Button onClick={() => toggleSide("view")}>{t("common.close")}</Button>
    </div>
  );
}

function Zoom(): ReactNode {
  const { t, formats } = useLanguage();
  const zoom = usePicture((picture) => picture.view?.zoom ?? 1);
  return (
    <fieldset className="view-zoom" aria-label={t("view.zoom")}>
      <Button aria-label={t("view.out")} disabled={zoom <= 1} onClick={() => zoomBy(-1)}>
        −
      </Button>
      <output className="figures">{`${formats.number(Math.round(zoom * 100) / 100)}×`}</output>
      <Button aria-label={t("view.in")} disabled={zoom >= mostZoom} onClick={() => zoomBy(1)}>
        +
      </Button>
      <Button disabled={zoom <= 1} onClick={showWhole}>
        {t("view.whole")}
      </Button>
    </fieldset>
  );
}

/** Beside the frame number, while not the whole picture is on screen. */
export function ViewReadout(): ReactNode {
  const { t, formats } = useLanguage();
  usePanKeys();
  const zoom = usePicture((picture) => picture.view?.zoom ?? 1);
  return zoom <= 1 ? null : (
    <div className="readout-cell readout-view" data-zoom={zoom}>
      <span className="readout-name">{t("view.zoomed")}</span>
      <span className="figures">{`${formats.number(Math.round(zoom * 100) / 100)}×`}</span>
      <Minimap height={24} />
      <button type="button" className="readout-act" onClick={showWhole}>
        {t("view.whole")}
      </button>
    </div>
  );
}

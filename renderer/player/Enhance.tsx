import { Button } from "antd";
import type { ReactNode } from "react";
import {
  asRecorded,
  enhancementLimits,
  enhancementNames,
  forDarkScenes,
  isEnhanced,
} from "../../shared/picture/enhancement.ts";
import type { Enhancement } from "../../shared/picture/enhancement.ts";
import { useLanguage } from "../i18n/language.tsx";
import { command, usePicture } from "./picture.ts";

function enhance(enhancement: Enhancement): void {
  command({ type: "enhance", enhancement });
}

function now(): Enhancement {
  const { enhanced } = usePicture.getState();
  return enhanced ?? asRecorded;
}

/** Lighter for a dark scene, or as recorded again. */
export function toggleEnhancement(): void {
  enhance(isEnhanced(now()) ? asRecorded : forDarkScenes);
}

/** Brightness, contrast and gamma; shown, said beside the picture and logged, never in evidence. */
export function EnhancePart(): ReactNode {
  const { t, formats } = useLanguage();
  const shown = usePicture(({ enhanced }) => enhanced) ?? asRecorded;
  return (
    <fieldset className="view-enhance">
      <legend>{t("enhance.title")}</legend>
      <p className="hint">{t("enhance.explain")}</p>
      {enhancementNames.map((name) => (
        <label key={name}>
          <span>{t(`enhance.${name}`)}</span>
          <input
            type="range"
            min={enhancementLimits.least}
            max={enhancementLimits.most}
            step={5}
            value={shown[name]}
            aria-valuetext={`${formats.number(shown[name])}%`}
            onChange={(event) => enhance({ ...now(), [name]: Number(event.target.value) })}
          />
          <output className="figures">{`${formats.number(shown[name])}%`}</output>
        </label>
      ))}
      <div className="acts">
        <Button disabled={isEnhanced(shown)} onClick={() => enhance(forDarkScenes)}>
          {t("enhance.dark")}
        </Button>
        <Button disabled={!isEnhanced(shown)} onClick={() => enhance(asRecorded)}>
          {t("enhance.off")}
        </Button>
      </div>
    </fieldset>
  );
}

/** Beside the frame number for as long as the picture is not shown as recorded. */
export function EnhanceReadout(): ReactNode {
  const { t } = useLanguage();
  const shown = usePicture(({ enhanced }) => enhanced) ?? asRecorded;
  return isEnhanced(shown) ? (
    <div
      className="readout-cell readout-enhanced"
      data-enhanced={enhancementNames.map((name) => shown[name]).join("/")}
    >
      <span className="amber">{t("enhance.on")}</span>
      <button type="button" className="readout-act" onClick={() => enhance(asRecorded)}>
        {t("enhance.off")}
      </button>
    </div>
  ) : null;
}

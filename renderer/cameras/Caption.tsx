import { Button } from "antd";
import type { ReactNode } from "react";
import { coverageOf } from "../../shared/cameras/coverage.ts";
import type { Footage } from "../../shared/model/footage.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { useAnnotate } from "../annotate/store.ts";
import type { Alignment } from "../../shared/cameras/alignment.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Translate } from "../i18n/translate.ts";
import { usePictures } from "../player/picture.ts";
import { Tag } from "../ui/parts.tsx";
import { alignmentOf, chooseCamera, closeBeside, frameMsOf, moveBy, useCameras } from "./store.ts";
import { isPaused } from "./sync.ts";
import { offsetSeconds } from "./words.ts";

/** What stands under each of several pictures: whose it is, which one is active, and how it lies beside the active one. */
export function Caption({
  footage,
  viewing,
  isActive,
}: {
  readonly footage: Footage;
  readonly viewing: Viewing;
  readonly isActive: boolean;
}): ReactNode {
  const { t } = useLanguage();
  const active = usePictures((store) => store.active);
  const one = viewing.footage.find(({ asset }) => asset === active);
  return (
    <div className="camera-caption">
      <div className="camera-line">
        <strong className="figures" title={footage.title}>
          {footage.device}
        </strong>
        {isActive ? <Tag tone="accent">{t("cameras.active")}</Tag> : <Choose footage={footage} />}
        <Frame footage={footage} />
        <span className="camera-rest" />
        {viewing.beside?.some(({ asset }) => asset === footage.asset) === true ? (
          <Button size="small" disabled={isActive} onClick={() => void closeBeside(footage.asset)}>
            {t("cameras.close")}
          </Button>
        ) : null}
      </div>
      {isActive ? <Interrupted footage={footage} viewing={viewing} /> : null}
      {isActive || one === undefined ? null : <Offset footage={footage} one={one} viewing={viewing} />}
    </div>
  );
}

/** Makes this camera the active one; not while something unsigned belongs to the other. */
function Choose({ footage }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const hasPicture = usePictures(({ lines }) => (lines[footage.asset]?.frame ?? null) !== null);
  const isWriting = useAnnotate(({ drafting, queue }) => drafting.present !== null || queue.length > 0);
  return (
    <Button
      size="small"
      disabled={!hasPicture || isWriting}
      title={isWriting ? t("cameras.finishFirst") : undefined}
      onClick={() => chooseCamera(footage.asset)}
    >
      {t("cameras.choose")}
    </Button>
  );
}

function Frame({ footage }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const frame = usePictures(({ lines }) => lines[footage.asset]?.frame ?? null);
  const confirmed = usePictures(({ lines }) => lines[footage.asset]?.confirmed ?? false);
  const digits = String(footage.frames - 1).length;
  return (
    <span
      className={confirmed ? "figures" : "figures quiet"}
      data-camera-frame={frame ?? ""}
      data-confirmed={confirmed}
    >
      {t("cameras.frame", { frame: frame === null ? "–".repeat(digits) : String(frame).padStart(digits, "0") })}
    </span>
  );
}

/** The active camera recorded nothing at this moment, and which one did. */
function Interrupted({ footage, viewing }: { readonly footage: Footage; readonly viewing: Viewing }): ReactNode {
  const { t, formats } = useLanguage();
  const atMs = usePictures(({ lines }) => lines[footage.asset]?.atMs ?? 0);
  if (!isPaused(footage, atMs)) {
    return null;
  }
  const place = footage.gaps.findIndex((gap) => Math.abs(gap.atMs - atMs) < frameMsOf(footage) / 2);
  const gap = coverageOf(viewing.footage, {})
    .flatMap(({ interruptions }) => interruptions)
    .filter(({ asset }) => asset === footage.asset)[place];
  const names = (gap?.coveredBy ?? []).map(
    ({ asset }) => viewing.footage.find((other) => other.asset === asset)?.device ?? asset,
  );
  return (
    <p className="camera-line amber" data-interrupted>
      {names.length === 0 ? t("cameras.inGap") : t("cameras.inGapCovered", { names: formats.list(names) })}
    </p>
  );
}

/** How this camera lies beside the active one: what that rests on, whether it holds now, and the way to correct it. */
function Offset({
  footage,
  one,
  viewing,
}: {
  readonly footage: Footage;
  readonly one: Footage;
  readonly viewing: Viewing;
}): ReactNode {
  const { t } = useLanguage();
  const moved = useCameras((store) => store.moved);
  const alignment = alignmentOf(one, footage, moved);
  const { offsetMs, boundMs, source } = alignment;
  const move = (frames: number): void => void moveBy(viewing, one, footage, frames);
  return (
    <div className="camera-line">
      <span className="figures" data-offset={offsetMs}>
        {t("cameras.offset", { seconds: offsetSeconds(offsetMs), device: one.device })}
      </span>
      <span className={boundMs === undefined && source === "clock" ? "amber" : "quiet"}>
        {basisWords(alignment, t)}
      </span>
      <Drift footage={footage} />
      <span className="camera-rest" />
      <span className="camera-acts">
        <Button size="small" aria-label={t("cameras.earlierOf", { device: footage.device })} onClick={() => move(-1)}>
          {t("cameras.earlier")}
        </Button>
        <Button size="small" aria-label={t("cameras.laterOf", { device: footage.device })} onClick={() => move(1)}>
          {t("cameras.later")}
        </Button>
        {source === "hand" ? (
          <Button size="small" onClick={() => move(0)}>
            {t("cameras.asFound")}
          </Button>
        ) : null}
      </span>
    </div>
  );
}

/** What the difference rests on, and how far it may be off. */
function basisWords({ source, boundMs, unheard }: Alignment, t: Translate): string {
  if (source === "hand") {
    return t("cameras.byHand");
  }
  if (source === "sound") {
    return t("cameras.bySound", { n: boundMs ?? 0 });
  }
  const clock =
    boundMs === undefined ? t("cameras.byClockUnknown") : t("cameras.byClock", { n: Math.round(boundMs / 1000) });
  return unheard === undefined ? clock : t("cameras.unheard", { clock, why: t(`cameras.unheard.${unheard}`) });
}

function Drift({ footage }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const drift = useCameras((store) => store.drift[footage.asset] ?? null);
  const hasPicture = usePictures(({ lines }) => (lines[footage.asset]?.frame ?? null) !== null);
  if (!hasPicture) {
    return <Tag tone="amber">{t("cameras.noPicture")}</Tag>;
  }
  const isAligned = drift !== null && Math.abs(drift) <= frameMsOf(footage);
  return (
    <span data-aligned={isAligned}>
      <Tag tone={isAligned ? "green" : "quiet"}>{t(isAligned ? "cameras.aligned" : "cameras.aligning")}</Tag>
    </span>
  );
}

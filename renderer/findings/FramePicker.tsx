import { Checkbox, InputNumber, Select } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { RegisterRow } from "../../shared/model/evidence.ts";
import type { AssetId, FrameRange } from "../../shared/model/footage.ts";
import type { IncidentForm } from "../../shared/model/incident.ts";
import { mergeRanges } from "../../shared/time/frame-ranges.ts";
import { framesText } from "../footage/timing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useRegisters } from "../registers/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { Field } from "../ui/parts.tsx";

/** A stretch that the register says was shown, and the part of it that is meant. */
interface Stretch {
  readonly asset: AssetId;
  readonly shown: FrameRange;
  readonly meant: FrameRange | null;
}

/** What was shown in one sitting, to whomever: every stretch once. */
function stretchesOf({ persons }: RegisterRow): Stretch[] {
  const seen = persons.flatMap(({ frames, possible = [] }) => [...frames, ...possible]);
  const assets = [...new Set(seen.map(({ asset }) => asset))];
  return assets.flatMap((asset) =>
    mergeRanges(seen.flatMap((one) => (one.asset === asset ? one.ranges : []))).map((shown) => ({
      asset,
      shown,
      meant: null,
    })),
  );
}

function framesOf(stretches: readonly Stretch[]): IncidentForm["frames"] {
  const assets = [...new Set(stretches.map(({ asset }) => asset))];
  return assets
    .map((asset) => ({
      asset,
      ranges: stretches.flatMap((one) => (one.asset === asset && one.meant !== null ? [one.meant] : [])),
    }))
    .filter(({ ranges }) => ranges.length > 0);
}

/**
 * Frames as evidence, chosen from what the register of this station says was shown: nobody types them blindly.
 *
 * What leaves is always inside a stretch that was shown.
 */
export function FramePicker({
  request,
  onChange,
}: {
  /** Number of the request that the incident concerns; its sittings come first. */
  readonly request?: string;
  readonly onChange: (frames: IncidentForm["frames"]) => void;
}): ReactNode {
  const { t, formats } = useLanguage();
  const rows = useRegisters(({ viewings }) => valueOf(viewings)) ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [stretches, setStretches] = useState<readonly Stretch[]>([]);
  useEffect(() => {
    void useRegisters.getState().load();
  }, []);
  const concerns = ({ requestNumber }: RegisterRow): number => Number(requestNumber === request);
  const sittings = rows
    .filter((row) => stretchesOf(row).length > 0)
    .toSorted((one, other) => concerns(other) - concerns(one));
  const change = (next: readonly Stretch[]): void => {
    setStretches(next);
    onChange(framesOf(next));
  };
  const mean = (at: number, meant: FrameRange | null): void =>
    change(stretches.map((one, index) => (index === at ? { ...one, meant } : one)));
  return (
    <Field
      label={t("incidents.frames")}
      hint={sittings.length === 0 ? t("incidents.noFrames") : t("incidents.framesHint")}
      wide
    >
      {(id) => (
        <>
          <Select
            id={id}
            allowClear
            disabled={sittings.length === 0}
            placeholder={t("incidents.sitting")}
            value={chosen}
            options={sittings.map(({ viewing, requestNumber, startedAt }) => ({
              value: viewing,
              label: `${requestNumber} · ${formats.moment(startedAt)}`,
            }))}
            onChange={(viewing: string | undefined) => {
              const row = sittings.find((one) => one.viewing === viewing);
              setChosen(viewing ?? null);
              change(row === undefined ? [] : stretchesOf(row));
            }}
          />
          <ul className="frame-picks">
            {stretches.map(({ asset, shown, meant }, at) => (
              <li key={`${asset}/${String(shown.from)}`}>
                <Checkbox checked={meant !== null} onChange={({ target }) => mean(at, target.checked ? shown : null)}>
                  <span className="figures">{t("incidents.stretch", { asset, frames: framesText(shown) })}</span>
                </Checkbox>
                {meant === null ? null : <Ends shown={shown} meant={meant} onChange={(range) => mean(at, range)} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </Field>
  );
}

function Ends({
  shown,
  meant,
  onChange,
}: {
  readonly shown: FrameRange;
  readonly meant: FrameRange;
  readonly onChange: (range: FrameRange) => void;
}): ReactNode {
  const { t } = useLanguage();
  return (
    <span className="frame-ends">
      <label>
        {t("form.fromFrame")}
        <InputNumber
          size="small"
          controls={false}
          precision={0}
          min={shown.from}
          max={meant.to - 1}
          value={meant.from}
          onChange={(from) => onChange({ from: from ?? shown.from, to: meant.to })}
        />
      </label>
      <label>
        {t("form.toFrame")}
        <InputNumber
          size="small"
          controls={false}
          precision={0}
          min={meant.from}
          max={shown.to - 1}
          // People read the last frame that is in; the range ends with the one after it.
          value={meant.to - 1}
          onChange={(last) => onChange({ from: meant.from, to: (last ?? shown.to - 1) + 1 })}
        />
      </label>
    </span>
  );
}

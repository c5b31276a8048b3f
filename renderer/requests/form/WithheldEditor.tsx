import { Button, InputNumber, Radio, Select } from "antd";
import { useRef } from "react";
import type { PointerEvent, ReactNode } from "react";
import { shownFrames } from "../../../shared/access/withheld.ts";
import type { Footage, FrameRange } from "../../../shared/model/footage.ts";
import type { Region, Withheld, WithheldGround } from "../../../shared/model/withheld.ts";
import { regionScale } from "../../../shared/picture/region-scale.ts";
import { countFrames, framesPerSecond, isWithin, placeOfRange, percent } from "../../footage/timing.ts";
import { useLanguage } from "../../i18n/language.tsx";
import { Field } from "../../ui/parts.tsx";
import { RangeRuler } from "./RangeRuler.tsx";

const grounds: readonly WithheldGround[] = [
  "privacy",
  "protectedPerson",
  "minor",
  "businessSecret",
  "stateSecret",
  "ongoingCase",
  "unrelated",
];
/** Most lines of one approval, over all its recordings. */
const limit = 48;
const corner: Region = { x: 0, y: 0, width: 2500, height: 2500 };

interface Props {
  readonly footage: Footage;
  readonly approved: readonly FrameRange[];
  /** Lines of every recording; only this one's are shown and changed here. */
  readonly withheld: readonly Withheld[];
  readonly onChange: (withheld: Withheld[]) => void;
}

/** What of an approved recording is nevertheless not shown (不予展示清单), and what then remains. */
export function WithheldEditor({ footage, approved, withheld, onChange }: Props): ReactNode {
  const { t, formats } = useLanguage();
  const own = withheld.filter(({ asset }) => asset === footage.asset);
  const others = withheld.filter(({ asset }) => asset !== footage.asset);
  const left = shownFrames(approved, own, footage.asset);
  const add = (): void => {
    const [first] = left;
    const from = first?.from ?? approved[0]?.from ?? 0;
    const to = Math.min(first?.to ?? footage.frames, from + framesPerSecond(footage) * 2);
    onChange([...others, ...own, { asset: footage.asset, from, to, ground: "privacy" }]);
  };
  return (
    <fieldset className="withheld" aria-label={t("withheld.title")}>
      <strong>{t("withheld.title")}</strong>
      <p className="hint">{t("withheld.hint")}</p>
      {own.map((line, index) => (
        <WithheldLine
          key={`${String(index)}/${String(own.length)}`}
          footage={footage}
          approved={approved}
          line={line}
          onChange={(lines) => {
            onChange([...others, ...own.toSpliced(index, 1, ...lines)]);
          }}
        />
      ))}
      <div className="ruler-foot">
        <Button size="small" disabled={withheld.length >= limit} onClick={add}>
          {t("withheld.add")}
        </Button>
        {own.length === 0 ? null : (
          <span className={left.length === 0 ? "amber" : "quiet figures"} aria-live="polite">
            {left.length === 0
              ? t("withheld.nothing")
              : t("withheld.remains", {
                  n: formats.number(countFrames(left)),
                  of: formats.number(countFrames(approved)),
                })}
          </span>
        )}
      </div>
      {own.length === 0 ? null : <Remains footage={footage} left={left} />}
    </fieldset>
  );
}

function Remains({ footage, left }: { readonly footage: Footage; readonly left: readonly FrameRange[] }): ReactNode {
  return (
    <div className="withheld-remains" aria-hidden="true">
      {left.map((range) => {
        const { start, length } = placeOfRange(footage, range);
        return <div key={range.from} style={{ left: percent(start), width: percent(length) }} />;
      })}
    </div>
  );
}

function WithheldLine({
  footage,
  approved,
  line,
  onChange,
}: {
  readonly footage: Footage;
  readonly approved: readonly FrameRange[];
  readonly line: Withheld;
  /** The line as it is now: none when it was removed, several when it was divided. */
  readonly onChange: (lines: Withheld[]) => void;
}): ReactNode {
  const { t } = useLanguage();
  const { region, ...whole } = line;
  return (
    <div className="withheld-line">
      <RangeRuler
        footage={footage}
        ranges={[line]}
        within={approved}
        onChange={(ranges) => {
          onChange(ranges.map(({ from, to }) => ({ ...line, from, to })));
        }}
      />
      {isWithin([line], approved) ? null : <p className="amber">{t("withheld.outside")}</p>}
      <div className="withheld-what">
        <Field label={t("withheld.ground")}>
          {(id) => (
            <Select
              id={id}
              value={line.ground}
              options={grounds.map((one) => ({ value: one, label: t(`withheldGround.${one}`) }))}
              onChange={(ground) => {
                onChange([{ ...line, ground }]);
              }}
            />
          )}
        </Field>
        {footage.kind === "audio" ? null : (
          <Field label={t("withheld.scope")}>
            {(id) => (
              <Radio.Group
                id={id}
                aria-label={t("withheld.scope")}
                value={region === undefined ? "whole" : "region"}
                options={[
                  { value: "whole", label: t("withheld.scopeWhole") },
                  { value: "region", label: t("withheld.scopeRegion") },
                ]}
                onChange={(event) => {
                  onChange([event.target.value === "whole" ? whole : { ...whole, region: corner }]);
                }}
              />
            )}
          </Field>
        )}
        <Button size="small" type="text" onClick={() => onChange([])}>
          {t("common.remove")}
        </Button>
      </div>
      {region === undefined ? null : (
        <RegionFields
          footage={footage}
          region={region}
          onChange={(changed) => {
            onChange([{ ...whole, region: changed }]);
          }}
        />
      )}
    </div>
  );
}

/** The place on a blank sketch: nobody sees footage without a grant, whoever decides on it included. */
function RegionFields({
  footage,
  region,
  onChange,
}: {
  readonly footage: Footage;
  readonly region: Region;
  readonly onChange: (region: Region) => void;
}): ReactNode {
  const { t } = useLanguage();
  const start = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const fields = ["x", "y", "width", "height"] as const;
  return (
    <div className="withheld-region">
      <svg
        role="img"
        aria-label={t("withheld.sketch")}
        viewBox={`0 0 ${String(regionScale)} ${String(regionScale)}`}
        preserveAspectRatio="none"
        data-kind={footage.kind}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = placeOf(event);
        }}
        onPointerMove={(event) => {
          if (start.current !== null) {
            onChange(boxBetween(start.current, placeOf(event)));
          }
        }}
        onPointerUp={() => {
          start.current = null;
        }}
      >
        <rect {...region} />
      </svg>
      <div>
        <p className="hint">{t("withheld.blind")}</p>
        <div className="withheld-numbers">
          {fields.map((name) => (
            <label key={name}>
              {t(`withheld.${name}`)}
              <InputNumber
                size="small"
                controls={false}
                min={name === "x" || name === "y" ? 0 : 1}
                max={100}
                value={region[name] / 100}
                onChange={(value) => {
                  onChange(inside({ ...region, [name]: Math.round((value ?? 0) * 100) }));
                }}
              />
            </label>
          ))}
        </div>
      </div>
    </div>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function partOf(at: number, of: number): number {
  return Math.round(Math.max(0, Math.min(1, at / of)) * regionScale);
}

function placeOf(event: PointerEvent<SVGSVGElement>): Point {
  const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
  return { x: partOf(event.clientX - left, width), y: partOf(event.clientY - top, height) };
}

function boxBetween(a: Point, b: Point): Region {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return inside({ x, y, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) });
}

/** The nearest region that lies in the picture and is not empty. */
function inside({ x, y, width, height }: Region): Region {
  const least = 100;
  const left = Math.max(0, Math.min(x, regionScale - least));
  const top = Math.max(0, Math.min(y, regionScale - least));
  return {
    x: left,
    y: top,
    width: Math.max(least, Math.min(width, regionScale - left)),
    height: Math.max(least, Math.min(height, regionScale - top)),
  };
}

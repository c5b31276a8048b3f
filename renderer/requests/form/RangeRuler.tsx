import { Button, InputNumber } from "antd";
import { useRef } from "react";
import type { KeyboardEvent, PointerEvent, ReactNode } from "react";
import type { Footage, FrameRange } from "../../../shared/model/footage.ts";
import {
  frameAtPlace,
  framesPerSecond,
  msOfFrame,
  placeOfFrame,
  placeOfMs,
  placeOfRange,
  percent,
} from "../../footage/timing.ts";
import { span } from "../../i18n/format.ts";
import { useLanguage } from "../../i18n/language.tsx";

interface Props {
  readonly footage: Footage;
  readonly ranges: readonly FrameRange[];
  /** Ranges that may not be left, shown as the ground on which the others lie. */
  readonly within?: readonly FrameRange[];
  readonly onChange: (ranges: FrameRange[]) => void;
}

const nowhere: readonly FrameRange[] = [];

/** A ruler of the recording for choosing ranges: drag the ends, use the keys, or type frame numbers. */
export function RangeRuler({ footage, ranges, within, onChange }: Props): ReactNode {
  const { t } = useLanguage();
  const change = (at: number, range: FrameRange): void => {
    onChange(ranges.map((one, index) => (index === at ? range : one)));
  };
  return (
    <div className="ruler">
      <Track footage={footage} ranges={ranges} onChange={change} {...(within === undefined ? {} : { within })} />
      {ranges.map((range, index) => (
        <RangeRow
          key={`${String(index)}/${String(ranges.length)}`}
          footage={footage}
          range={range}
          onChange={(changed) => {
            change(index, changed);
          }}
          {...(ranges.length > 1 ? { onRemove: () => onChange(ranges.filter((_one, at) => at !== index)) } : {})}
        />
      ))}
      <div className="ruler-foot">
        <Button
          size="small"
          disabled={ranges.length >= 64 || footage.kind === "photo"}
          onClick={() => {
            const from = Math.min(footage.frames - 1, ranges.at(-1)?.to ?? 0);
            onChange([...ranges, { from, to: Math.min(footage.frames, from + framesPerSecond(footage) * 10) }]);
          }}
        >
          {t("form.addRange")}
        </Button>
        <span className="hint">{t("form.rulerHint")}</span>
      </div>
    </div>
  );
}

function Track({
  footage,
  ranges,
  within = nowhere,
  onChange,
}: {
  readonly footage: Footage;
  readonly ranges: readonly FrameRange[];
  readonly within?: readonly FrameRange[];
  readonly onChange: (at: number, range: FrameRange) => void;
}): ReactNode {
  const { t } = useLanguage();
  const track = useRef<HTMLFieldSetElement>(null);
  const box = (range: FrameRange): { left: string; width: string } => {
    const { start, length } = placeOfRange(footage, range);
    return { left: percent(start), width: percent(length) };
  };
  const frameAt = (event: PointerEvent): number => {
    const edges = track.current?.getBoundingClientRect();
    const part = edges === undefined ? 0 : (event.clientX - edges.left) / edges.width;
    return part >= 1 ? footage.frames : frameAtPlace(footage, part);
  };
  return (
    <fieldset className="ruler-track" ref={track} aria-label={t("form.ruler", { title: footage.title })}>
      <Ticks footage={footage} />
      {within.map((range) => (
        <div key={range.from} className="ruler-within" style={box(range)} />
      ))}
      {footage.gaps.map(({ atMs, lengthMs }) => (
        <div
          key={atMs}
          className="ruler-gap"
          style={{ left: percent(placeOfMs(footage, atMs)), width: percent(placeOfMs(footage, lengthMs)) }}
        />
      ))}
      {ranges.map((range, index) => (
        <div key={`${String(index)}/${String(ranges.length)}`}>
          <div className="ruler-range" style={box(range)} />
          <Handle
            side="start"
            label={t("form.rulerStart", { n: index + 1 })}
            footage={footage}
            frame={range.from}
            least={0}
            most={range.to - 1}
            frameAt={frameAt}
            onMove={(from) => {
              onChange(index, { from, to: range.to });
            }}
          />
          <Handle
            side="end"
            label={t("form.rulerEnd", { n: index + 1 })}
            footage={footage}
            frame={range.to}
            least={range.from + 1}
            most={footage.frames}
            frameAt={frameAt}
            onMove={(to) => {
              onChange(index, { from: range.from, to });
            }}
          />
        </div>
      ))}
    </fieldset>
  );
}

function Ticks({ footage }: { readonly footage: Footage }): ReactNode {
  return [0, 0.25, 0.5, 0.75, 1].map((part) => (
    <span key={part} className="ruler-tick figures" style={{ left: `${String(part * 100)}%` }} data-edge={part}>
      {span(footage.durationMs * part)}
    </span>
  ));
}

function Handle({
  side,
  label,
  footage,
  frame,
  least,
  most,
  frameAt,
  onMove,
}: {
  /** Which end of its range it moves: it lies outside, so that those of a short range are never over each other. */
  readonly side: "start" | "end";
  readonly label: string;
  readonly footage: Footage;
  readonly frame: number;
  readonly least: number;
  readonly most: number;
  readonly frameAt: (event: PointerEvent) => number;
  readonly onMove: (frame: number) => void;
}): ReactNode {
  const { t, formats } = useLanguage();
  const move = (to: number): void => {
    onMove(Math.max(least, Math.min(most, to)));
  };
  const second = framesPerSecond(footage);
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      PageDown: -10 * second,
      PageUp: 10 * second,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      move(frame + (event.shiftKey ? step * second : step));
    }
  };
  return (
    <div
      className="ruler-handle"
      data-side={side}
      // A range input has one end; this is one of many on the same track.
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={frame}
      aria-valuetext={t("player.at", { frame: formats.number(frame), time: span(msOfFrame(footage, frame)) })}
      style={{ left: percent(placeOfFrame(footage, frame)) }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) {
          move(frameAt(event));
        }
      }}
    />
  );
}

function RangeRow({
  footage,
  range,
  onChange,
  onRemove,
}: {
  readonly footage: Footage;
  readonly range: FrameRange;
  readonly onChange: (range: FrameRange) => void;
  readonly onRemove?: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const from = span(msOfFrame(footage, range.from));
  const to = span(msOfFrame(footage, range.to));
  const length = t("common.frames", { n: range.to - range.from });
  return (
    <div className="range-row">
      <label>
        {t("form.fromFrame")}
        <InputNumber
          size="small"
          controls={false}
          min={0}
          max={range.to - 1}
          value={range.from}
          onChange={(value) => {
            onChange({ from: Math.trunc(value ?? 0), to: range.to });
          }}
        />
      </label>
      <label>
        {t("form.toFrame")}
        <InputNumber
          size="small"
          controls={false}
          min={range.from}
          max={footage.frames - 1}
          // People read the last frame that is in; the range ends with the one after it.
          value={range.to - 1}
          onChange={(value) => {
            onChange({ from: range.from, to: Math.trunc(value ?? range.from) + 1 });
          }}
        />
      </label>
      <span className="quiet figures">{t("form.about", { from, to, length })}</span>
      {onRemove === undefined ? null : (
        <Button size="small" type="text" onClick={onRemove}>
          {t("common.remove")}
        </Button>
      )}
    </div>
  );
}

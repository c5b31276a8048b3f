import { Button, Input } from "antd";
import { useEffect, useRef } from "react";
import type { PointerEvent, ReactNode } from "react";
import type { UndertakingSignature } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";

/** The field's own points; what is on screen may be smaller. */
const width = 1280;
const height = 320;
const longestStroke = 4000;
const mostStrokes = 200;

type Strokes = number[][];

/** The hand as it can be sent, or null while there is none. */
export function handOf(strokes: Strokes, typed: string): UndertakingSignature | null {
  const drawn = strokes.filter((stroke) => stroke.length >= 4);
  if (drawn.length > 0) {
    return { kind: "drawn", strokes: drawn };
  }
  return typed.trim() === "" ? null : { kind: "typed", name: typed.trim() };
}

/** Where somebody signs: with finger, pen or mouse, or by typing their name. */
export function SignatureField({
  strokes,
  typed,
  onStrokes,
  onTyped,
}: {
  readonly strokes: Strokes;
  readonly typed: string;
  readonly onStrokes: (strokes: Strokes) => void;
  readonly onTyped: (typed: string) => void;
}): ReactNode {
  const { t } = useLanguage();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context !== null && context !== undefined) {
      draw(context, strokes);
    }
  }, [strokes]);
  return (
    <div className="hand">
      <div className="hand-head">
        <span>{t("room.hand")}</span>
        <Button size="small" disabled={strokes.length === 0} onClick={() => onStrokes([])}>
          {t("room.handClear")}
        </Button>
      </div>
      <canvas
        ref={canvas}
        className="hand-field"
        width={width}
        height={height}
        role="img"
        aria-label={t("room.hand")}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          onStrokes([...strokes, pointOf(event)].slice(0, mostStrokes));
        }}
        onPointerMove={(event) => {
          const last = strokes.at(-1);
          if (event.currentTarget.hasPointerCapture(event.pointerId) && last !== undefined) {
            onStrokes([...strokes.slice(0, -1), [...last, ...pointOf(event)].slice(0, longestStroke)]);
          }
        }}
      />
      <label className="hand-typed">
        <span>{t("room.handTyped")}</span>
        <Input
          size="large"
          value={typed}
          maxLength={64}
          autoComplete="off"
          disabled={strokes.length > 0}
          onChange={(event) => onTyped(event.target.value)}
        />
      </label>
    </div>
  );
}

/** Where the pen is, in the field's own points. */
function pointOf(event: PointerEvent<HTMLCanvasElement>): [number, number] {
  const box = event.currentTarget.getBoundingClientRect();
  return [place(event.clientX - box.left, box.width, width), place(event.clientY - box.top, box.height, height)];
}

function place(at: number, size: number, points: number): number {
  return Math.max(0, Math.min(points, Math.round((at / size) * points)));
}

function draw(context: CanvasRenderingContext2D, strokes: Strokes): void {
  context.clearRect(0, 0, width, height);
  context.lineWidth = 5;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = getComputedStyle(context.canvas).color;
  for (const stroke of strokes) {
    context.beginPath();
    for (let at = 0; at + 1 < stroke.length; at += 2) {
      context.lineTo(stroke[at] ?? 0, stroke[at + 1] ?? 0);
    }
    context.stroke();
  }
}

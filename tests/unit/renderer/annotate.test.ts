import { describe, expect, it } from "vitest";
import {
  begin,
  change,
  draw,
  drawingsOf,
  inTheMiddle,
  place,
  redo,
  removeShape,
  undo,
  unplace,
  withEnd,
} from "../../../renderer/annotate/draft.ts";
import { anyNote, answersTo, matching, noteBeside } from "../../../renderer/annotate/filter.ts";
import { drawLane, laneOf, noteAt, type LaneContext } from "../../../renderer/annotate/lane.ts";
import { shapeKinds } from "../../../shared/picture/drawing.ts";
import type { Note } from "../../../shared/model/note.ts";

const asset = "SC-20261109-T001-01" as Note["asset"];
const ink = { colour: "amber", text: "…" } as const;
const box = { frame: 10, kind: "rectangle", at: [1, 2, 3, 4] } as const;

function note(name: string, more: object = {}): Note {
  const usual = { note: name, asset, range: { from: 5, to: 6 }, shapes: [], text: "", secrecy: "office", named: [] };
  const rest = {
    mentions: [],
    status: "open",
    author: { person: "p-0003", name: "王芳" },
    since: "2026-11-30T10:00:00Z",
  };
  return { ...usual, ...rest, ...more } as unknown as Note;
}

describe("a note before it is signed", () => {
  it("can be taken back step by step and brought again, and typing is one step", () => {
    const drawn = draw(begin(asset, 10, "office"), box, ink);
    const typed = change(change(change(drawn, { text: "看" }), { text: "看柜" }), { text: "看柜台" });
    expect(typed.present?.text).toBe("看柜台");
    const back = undo(typed);
    expect(back.present).toMatchObject({ text: "", shapes: [{ kind: "rectangle" }] });
    const start = undo(back);
    expect(start.present?.shapes).toEqual([]);
    expect(undo(start)).toEqual(start);
    expect(redo(redo(start)).present).toEqual(typed.present);
    // Whoever goes another way has no way forward to what they left.
    expect(redo(change(start, { text: "另一条" })).present?.text).toBe("另一条");
  });

  it("R6: follows the chosen shape to other frames, and its range holds every keyframe", () => {
    const drawn = draw(begin(asset, 10, "office"), box, ink);
    const followed = draw(drawn, { ...box, frame: 14, at: [9, 9, 12, 12] }, ink);
    expect(followed.present).toMatchObject({
      range: { from: 10, to: 15 },
      shapes: [{ keyframes: [{ frame: 10 }, { frame: 14 }] }],
    });
    // The same frame again is another shape, as is another kind.
    expect(draw(followed, box, ink).present?.shapes).toHaveLength(2);
    const before = place(followed, 7, [0, 0, 2_000_000, -5]);
    expect(before.present?.range).toEqual({ from: 7, to: 15 });
    expect(before.present?.shapes[0]?.keyframes[0]).toEqual({ frame: 7, at: [0, 0, 1_000_000, 0] });
    expect(before.present === null ? null : withEnd(before.present, "from", 12)).toEqual({ from: 7, to: 15 });
    expect(unplace(unplace(unplace(before, 7), 10), 14).present?.shapes[0]?.keyframes).toHaveLength(1);
    expect(removeShape(before, 0).present?.shapes).toEqual([]);
  });

  it("can be drawn without a pointer, whatever the shape", () => {
    for (const kind of shapeKinds) {
      expect(draw(begin(asset, 3, "room"), inTheMiddle(kind, 3), ink).present?.shapes[0]).toMatchObject({ kind });
    }
  });

  it("takes the place of what it revises on the picture, and what is withdrawn is not drawn", () => {
    const shapes = [{ kind: "point", colour: "red", keyframes: [{ frame: 5, at: [1, 1] }] }];
    const notes = [note("n-1", { shapes }), note("n-2", { shapes, status: "withdrawn" }), note("n-3", { shapes })];
    const draft = { note: "n-1", shapes: [], range: { from: 5, to: 6 }, chosen: null };
    expect(drawingsOf(notes, null, "n-3").map(({ id, chosen }) => [id, chosen])).toEqual([
      ["n-1/0", false],
      ["n-3/0", true],
    ]);
    expect(drawingsOf(notes, draft, null).map(({ id }) => id)).toEqual(["n-3/0"]);
  });
});

describe("the list and the track", () => {
  const notes = [
    note("n-1", { tag: "showId" }),
    note("n-2", { range: { from: 50, to: 90 }, status: "resolved", secrecy: "room" }),
    note("n-3", { thread: "n-2", since: "2026-11-30T11:00:00Z", author: { person: "p-0006", name: "周法明" } }),
    note("n-4", { range: { from: 95, to: 96 }, mentions: ["p-0006"] }),
  ];

  it("filter by stage, state, readers and person, and answers stand under their note only", () => {
    const found = (part: object): string[] => matching(notes, { ...anyNote, ...part }).map((one) => one.note);
    expect(found({})).toEqual(["n-1", "n-2", "n-4"]);
    expect(found({ tag: "showId" })).toEqual(["n-1"]);
    expect(found({ status: "resolved" })).toEqual(["n-2"]);
    expect(found({ secrecy: "room" })).toEqual(["n-2"]);
    expect(found({ person: "p-0006" })).toEqual(["n-4"]);
    expect(answersTo(notes, "n-2").map((one) => one.note)).toEqual(["n-3"]);
    expect(
      [noteBeside(notes, 5, 1), noteBeside(notes, 95, -1), noteBeside(notes, 5, -1)].map((one) => one?.note),
    ).toEqual(["n-2", "n-2", undefined]);
  });

  it("draws no more bars than the track is wide, however many notes there are", () => {
    const many = Array.from({ length: 5000 }, (_one, index) =>
      note(`n-${String(index)}`, { range: { from: index, to: index + 1 } }),
    );
    let bars = 0;
    const nothing = (): void => undefined;
    const context: LaneContext = {
      fillStyle: "",
      clearRect: nothing,
      beginPath: nothing,
      moveTo: nothing,
      lineTo: nothing,
      fill: nothing,
      fillRect: () => {
        bars += 1;
      },
    };
    const colours = { open: "a", settled: "b", chosen: "c", key: "d" };
    drawLane(context, laneOf(many), { place: (frame) => frame / 5000, width: 200, height: 18, chosen: null }, colours);
    expect(bars).toBeGreaterThan(50);
    expect(bars).toBeLessThanOrEqual(200);
    expect(noteAt(laneOf(notes), 70, { place: (frame) => frame / 100, width: 100 })?.note).toBe("n-2");
    expect(noteAt(laneOf(notes), 30, { place: (frame) => frame / 100, width: 100 })).toBeNull();
  });
});

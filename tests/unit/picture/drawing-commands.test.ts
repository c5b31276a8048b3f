import { describe, expect, it } from "vitest";
import { readDrawings, readPen } from "../../../renderer/picture/drawing-commands.ts";

const shape = { kind: "rectangle", colour: "amber", keyframes: [{ frame: 3, at: [1, 2, 3, 4] }] };
const drawing = { id: "n-1/0", from: 3, to: 4, chosen: false, shape };

describe("what the picture page takes as drawings", () => {
  it("is exactly drawings, and nothing beside them", () => {
    const sly = { ...drawing, html: "<b>", shape: { ...shape, href: "https://example.org" } };
    expect(readDrawings([sly])).toEqual({ type: "drawings", drawings: [drawing] });
    expect(readDrawings([])).toEqual({ type: "drawings", drawings: [] });
    expect(readPen({ kind: "text", colour: "red", text: "<script>" })).toEqual({
      type: "pen",
      kind: "text",
      colour: "red",
      text: "<script>",
    });
    expect(readPen({ kind: null, colour: "red" })).toEqual({ type: "pen", kind: null, colour: "red" });
  });

  it.each([
    ["no list", { length: 1 }],
    ["more than a page can hold", Array.from({ length: 30_001 }, () => drawing)],
    ["a number that is none", [{ ...drawing, from: Number.NaN }]],
    ["a frame before the first", [{ ...drawing, to: -1 }]],
    [
      "a place outside the picture",
      [{ ...drawing, shape: { ...shape, keyframes: [{ frame: 3, at: [1, 2, 3, 1_000_001] }] } }],
    ],
    ["an endless place", [{ ...drawing, shape: { ...shape, keyframes: [{ frame: 3, at: [1, 2, 3, Infinity] }] } }]],
    ["a place with too few numbers", [{ ...drawing, shape: { ...shape, keyframes: [{ frame: 3, at: [1, 2] }] } }]],
    ["no keyframe", [{ ...drawing, shape: { ...shape, keyframes: [] } }]],
    [
      "a huge stroke",
      [{ ...drawing, shape: { ...shape, kind: "freehand", outline: Array.from({ length: 802 }, () => 1) } }],
    ],
    ["a stroke without its outline", [{ ...drawing, shape: { ...shape, kind: "freehand" } }]],
    ["text on a rectangle", [{ ...drawing, shape: { ...shape, text: "x" } }]],
    [
      "text that turns the line around",
      [{ ...drawing, shape: { kind: "text", colour: "red", keyframes: [{ frame: 3, at: [1, 2] }], text: "\u202Ex" } }],
    ],
    ["a colour of its own", [{ ...drawing, shape: { ...shape, colour: "url(#x)" } }]],
    ["one good and one bad", [drawing, { ...drawing, id: 7 }]],
  ])("is never %s: then nothing of the command is obeyed", (_what, drawings) => {
    expect(readDrawings(drawings)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { nothing } from "../../../renderer/annotate/draft.ts";
import { endsOf, mayMark, saidAbout } from "../../../renderer/evidence/range.ts";
import type { Mark } from "../../../shared/model/mark.ts";
import type { Note } from "../../../shared/model/note.ts";

const note = (from: number, to: number, more: object): Note =>
  ({ range: { from, to }, text: "", status: "open", ...more }) as unknown as Note;
const mark = (frame: number, kind: Mark["kind"], text: string): Mark =>
  ({ frame, kind, note: text }) as unknown as Mark;
const ends = { from: 100, last: 149 };

describe("evidence marked in the player", () => {
  it("R6: is what lies between two points in their order, or the one frame that rests on screen; never anything guessed", () => {
    const points = { inPoint: 100, outPoint: 149 };
    expect(endsOf("clip", points, 120)).toEqual(ends);
    expect(endsOf("clip", { inPoint: 100, outPoint: 100 }, null)).toEqual({ from: 100, last: 100 });
    expect(endsOf("clip", { inPoint: 149, outPoint: 100 }, 120)).toBeNull();
    expect(endsOf("clip", { inPoint: 100, outPoint: null }, 120)).toBeNull();
    expect(endsOf("still", points, 120)).toEqual({ from: 120, last: 120 });
    expect(endsOf("still", points, null)).toBeNull();
  });

  it("is filled from the note that is being written, else from the one that shares most of the frames", () => {
    const notes = [
      note(0, 110, { tag: "scene", text: "进门" }),
      note(105, 150, { tag: "rights", text: "告知陈述申辩权" }),
      note(100, 150, { tag: "showId", text: "撤回的", status: "withdrawn" }),
      note(100, 150, { tag: "showId", text: "回复", thread: "n-1" }),
    ];
    expect(saidAbout(ends, null, notes, [])).toEqual({ tag: "rights", reason: "告知陈述申辩权" });
    const draft = { ...nothing, range: { from: 140, to: 141 }, tag: "notice", text: "告知录音录像" } as never;
    expect(saidAbout(ends, draft, notes, [])).toEqual({ tag: "notice", reason: "告知录音录像" });
    // A draft on other frames says nothing about these.
    const elsewhere = { ...nothing, range: { from: 150, to: 151 }, text: "别处" } as never;
    expect(saidAbout(ends, elsewhere, notes, [])).toEqual({ tag: "rights", reason: "告知陈述申辩权" });
  });

  it("falls back to marks among the frames, and to the stage that began before them", () => {
    const marks = [mark(99, "notice", "之前"), mark(120, "showId", "出示执法证件"), mark(130, "objection", "异议")];
    expect(saidAbout(ends, null, [], marks)).toEqual({ tag: "showId", reason: "出示执法证件" });
    const stages = [
      note(10, 20, { tag: "scene" }),
      note(40, 60, { tag: "rights", text: "告知权利" }),
      note(160, 170, { tag: "notice" }),
    ];
    expect(saidAbout(ends, null, stages, [])).toEqual({ tag: "rights", reason: "" });
    expect(saidAbout(ends, null, [], [])).toEqual({ tag: undefined, reason: "" });
  });

  it("O-71: is offered to those whose post it is, as headquarters judges it", () => {
    expect((["legalOfficer", "caseOfficer", "inspector"] as const).every((role) => mayMark([role]))).toBe(true);
    expect(mayMark(["approver", "archivist", "roomSupervisor", "compliance", "administrator", "officer"])).toBe(false);
  });
});

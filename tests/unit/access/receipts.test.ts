import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { composeSlips } from "../../../main/access/receipts/compose.ts";
import { noteOfSlip } from "../../../main/formats/receipt.ts";
import { withheldListText } from "../../../main/formats/withheld-list.ts";
import { hiddenLines } from "../../support/receipts.ts";
import type { RegisterRow } from "../../../shared/model/evidence.ts";

const issuer = {
  code: "scwh",
  authority: { zh: "示例支队", en: "Sample" },
  station: "scwh/ws/1/0",
  stationName: "WS-301",
  room: { zh: "查阅室", en: "Room" },
  zone: "Asia/Shanghai",
};
const start = Date.parse("2026-12-31T15:00:00.000Z");
const minute = (after: number): string => new Date(start + after * 60_000).toISOString();
const recording = (asset: string) => ({
  title: `题名 ${asset}`,
  recordedAt: (frame: number) => (asset === "SC-2" ? null : new Date(start + frame * 40)),
});

function stay(person: string, capacity: "viewer" | "supervisor", from: number, more: object = {}): object {
  return { person, name: `姓名${person}`, capacity, from: minute(from), to: minute(from + 5), frames: [], ...more };
}

/** A sitting of these stays; 举报人 is a viewer whose name nobody else may carry home. */
function slipsOf(
  persons: readonly object[],
  besides: Parameters<typeof composeSlips>[4] = { withheld: [], objections: [] },
): ReturnType<typeof composeSlips> {
  const row = { viewing: "v-0a1b2c3d4e5f60718293", requestNumber: "SCWH-F1-2026-1", startedAt: minute(0), persons };
  // What a screen or the log would hand over, as far as a slip is made of it.
  return composeSlips(row as unknown as RegisterRow, issuer, recording, new Date(start + 3_600_000), besides);
}

describe("the slips of a viewing", () => {
  const slips = slipsOf([
    stay("p-one", "viewer", 0, { frames: [{ asset: "SC-1", ranges: [{ from: 0, to: 10 }] }] }),
    stay("p-sup", "supervisor", 1),
    stay("p-informer", "viewer", 2),
    stay("p-one", "viewer", 20, {
      to: undefined,
      frames: [
        { asset: "SC-1", ranges: [{ from: 8, to: 25 }] },
        { asset: "SC-2", ranges: [{ from: 3, to: 4 }] },
      ],
      possible: [{ asset: "SC-1", ranges: [{ from: 20, to: 50 }] }],
    }),
  ]);

  it("O-22: name their owner and the supervisors, and count everybody else", () => {
    expect(slips.map(({ person }) => person.name)).toEqual(["姓名p-one", "姓名p-sup", "姓名p-informer"]);
    expect(slips.map(({ supervisors }) => supervisors)).toEqual([["姓名p-sup"], ["姓名p-sup"], ["姓名p-sup"]]);
    expect(slips.map(({ otherViewers }) => otherViewers)).toEqual([1, 2, 1]);
    const others = slips.filter(({ person }) => person.name !== "姓名p-informer");
    expect(JSON.stringify(others)).not.toContain("informer");
  });

  it("O-22: equal facts give another digest each time, so that no name can be found by trying", () => {
    const twice = [slips, slipsOf([stay("p-one", "viewer", 0)]), slipsOf([stay("p-one", "viewer", 0)])].flat();
    expect(new Set(twice.map(({ nonce }) => nonce)).size).toBe(twice.length);
    expect(new Set(twice.map((slip) => noteOfSlip(slip).digest)).size).toBe(twice.length);
  });

  it("R9: add up all stays of a person, each frame once, with the time on the recorder's clock", () => {
    const [mine] = slips;
    expect(mine).toMatchObject({ from: minute(0), to: minute(60) });
    expect(mine?.seen).toEqual([
      {
        asset: "SC-1",
        title: "题名 SC-1",
        frames: 25,
        stretches: 1,
        ranges: [{ from: 0, to: 25 }],
        from: minute(0),
        to: new Date(start + 24 * 40).toISOString(),
        possible: 25,
      },
      { asset: "SC-2", title: "题名 SC-2", frames: 1, stretches: 1, ranges: [{ from: 3, to: 4 }] },
    ]);
  });

  it("number themselves by the viewing and the authority's year, one after the other", () => {
    // In Shanghai it was the year after already.
    const late = slipsOf([stay("p-one", "viewer", 0)]);
    expect(late[0]?.no).toBe("SCWH-F2-2027-0A1B2C3D4E-1");
    expect(slips.map(({ no }) => no.at(-1))).toEqual(["1", "2", "3"]);
  });

  it("name the list of what was not shown by its digest, and the objections; a viewing without either says nothing", () => {
    const objections = Array.from({ length: 8 }, (_none, frame) => ({ asset: "SC-1", frame, digest: "c4".repeat(32) }));
    const [mine] = slipsOf([stay("p-one", "viewer", 0)], { withheld: hiddenLines, objections });
    const digest = createHash("sha256").update(withheldListText(hiddenLines)).digest("hex");
    expect(mine?.withheld).toEqual({ lines: 2, digest });
    expect(mine?.objections).toEqual({ count: 8, first: objections.slice(0, 6) });
    expect(slips.flatMap((slip) => Object.keys(slip))).not.toContain("withheld");
    expect(slips.flatMap((slip) => Object.keys(slip))).not.toContain("objections");
  });

  it("keep to a page: more than six stretches become their hull and their number", () => {
    const ranges = Array.from({ length: 7 }, (_none, at) => ({ from: at * 10, to: at * 10 + 2 }));
    const [many] = slipsOf([stay("p-one", "viewer", 0, { frames: [{ asset: "SC-1", ranges }] })]);
    expect(many?.seen).toMatchObject([{ frames: 14, stretches: 7, ranges: [{ from: 0, to: 62 }] }]);
    const [few] = slipsOf([stay("p-one", "viewer", 0, { frames: [{ asset: "SC-1", ranges: ranges.slice(1) }] })]);
    expect(few?.seen).toMatchObject([{ frames: 12, stretches: 6, ranges: ranges.slice(1) }]);
  });
});

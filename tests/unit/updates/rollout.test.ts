import { describe, expect, it } from "vitest";
import { rolloutPlace } from "../../../main/formats/release.ts";
import { judgeRelease } from "../../../main/updates/index.ts";
import { installed, releaseOf } from "../../support/releases.ts";

const stations = Array.from({ length: 2000 }, (_, at) => `ws-${at}`);
const release = releaseOf(new Uint8Array([1]), { rollout: 25 });
const judged = (station: string, changes: Partial<typeof release> = {}) =>
  judgeRelease({ ...release, ...changes }, { program: installed, station, now: new Date(), highest: null, digest: "d" })
    .kind;

describe("releases in stages", () => {
  it("reach about the share of the stations that was signed, none at 0 and all at 100 percent", () => {
    const taking = stations.filter((station) => judged(station) === "take").length;
    expect(taking).toBeGreaterThan(400);
    expect(taking).toBeLessThan(600);
    expect(stations.filter((station) => judged(station, { rollout: 0 }) === "take")).toEqual([]);
    expect(stations.filter((station) => judged(station, { rollout: 100 }) !== "take")).toEqual([]);
  });

  it("keep whoever was in when the share grows, and draw anew for the next release", () => {
    const first = stations.filter((station) => judged(station) === "take");
    expect(first.filter((station) => judged(station, { rollout: 50 }) !== "take")).toEqual([]);
    const next = stations.filter((station) => judged(station, { version: "0.9.3", counter: 6 }) === "take");
    expect(next).not.toEqual(first);
  });

  it("give a place that anybody can work out", () => {
    expect(rolloutPlace({ version: "1.2.3", counter: 7 }, "ws-01")).toBe(5678);
  });
});

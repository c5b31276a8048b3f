import { footageSchema, type Footage } from "../../../../shared/model/footage.ts";

/** A recording of ten seconds that nothing special is true of. */
export function aFootage(change: Partial<Footage> = {}): Footage {
  return {
    ...footageSchema.parse({
      asset: "WH-20261109-A017-01",
      kind: "video",
      title: "现场检查",
      unit: "示例市文化市场综合行政执法支队",
      squad: "一中队",
      wearers: [{ person: "p-0001", name: "陈志强", certificateNo: "SLWH-31-0101" }],
      device: "A017",
      source: "bodyCamera",
      recordedFrom: "2026-11-09T09:00:00+08:00",
      recordedTo: "2026-11-09T09:00:10+08:00",
      clockOffsetSeconds: 0,
      place: "云浦路",
      inspectedUnit: "云浦书社",
      caseNo: "示文检〔2026〕1号",
      caseCause: "现场检查",
      caseParty: "云浦书社",
      secrecy: "none",
      volume: "main",
      custodian: "郑怀远",
      state: "unit",
      retainUntil: "2027-05-09",
      holds: [],
      frames: 250,
      frameRate: { numerator: 25, denominator: 1 },
      durationMs: 10_000,
      width: 1920,
      height: 1080,
      gaps: [],
      originalDigest: "0".repeat(64),
      manifestDigest: "0".repeat(64),
      bytes: 1,
    }),
    ...change,
  };
}

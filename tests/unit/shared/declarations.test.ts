import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as product from "../../../shared/access/declarations.ts";
import { genericPolicy, shippedPolicy } from "../../../main/headquarters/policy/read.ts";
import type { Declaration } from "../../../shared/model/declaration.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import { timeTruth } from "../../../shared/time/time-truth.ts";
import { makeMutant } from "../../support/mutants.ts";
import { aFootage } from "./policy/builders.ts";

const gap = { atMs: 60_000, lengthMs: 30_000, explained: false };
const wearer = "p-0001";

/** A recording of ten minutes whose camera was three minutes fast, with a gap in true time from 09:58:00 to 09:58:30. */
function recording(changes: Partial<Footage> = {}): Footage {
  return aFootage({
    device: "B009",
    wearers: [{ person: wearer, name: "陈志强", certificateNo: "1" }] as never,
    recordedFrom: "2026-11-09T10:00:00Z",
    recordedTo: "2026-11-09T10:10:00Z",
    clockOffsetSeconds: 180,
    clockUncertaintySeconds: 0,
    gaps: [gap],
    ...changes,
  });
}

function declaration(form: object = {}, changes: object = {}): Declaration {
  const suspended = { kind: "suspension", device: "B009", from: "2026-11-09T09:58:00Z", to: "2026-11-09T09:58:30Z" };
  return {
    number: "X-F15-2026-0001",
    state: "approved",
    by: { person: wearer },
    form: { ...suspended, reason: "fault", ...form },
    ...changes,
  } as unknown as Declaration;
}

const explains = (judge: typeof product, one: Declaration, footage = recording()): boolean =>
  judge.suspensionOver({ ...footage, declared: judge.declaredFor(footage, [one]) }, gap) !== undefined;

const idle: readonly (readonly [says: string, one: Declaration])[] = [
  ["nobody has approved", declaration({}, { state: "filed" })],
  ["was not approved", declaration({}, { state: "refused" })],
  ["is of another camera", declaration({ device: "B010" })],
  ["is by somebody who did not wear it", declaration({}, { by: { person: "p-0002" } })],
  ["ends before the gap does", declaration({ to: "2026-11-09T09:58:29Z" })],
  ["goes by the camera's own wrong clock", declaration({ from: "2026-11-09T10:01:00Z", to: "2026-11-09T10:01:30Z" })],
  ["is an extension", declaration({ kind: "extension", until: "2026-11-20T00:00:00Z" })],
];

describe("O-66: what explains a gap", () => {
  it("an approved form F15 by whoever wore the camera, in true time, over the whole gap", () => {
    expect(explains(product, declaration())).toBe(true);
    // A clock that is known to two seconds covers two seconds.
    const late = declaration({ from: "2026-11-09T09:58:02Z" });
    expect(explains(product, late)).toBe(false);
    expect(explains(product, late, recording({ clockUncertaintySeconds: 2 }))).toBe(true);
  });

  it.each(idle)("not one that %s", (_says, one) => {
    expect(explains(product, one)).toBe(false);
  });

  it("a judge without its checks takes every one of the first five", async () => {
    const file = "shared/access/declarations.ts";
    const mutant = makeMutant(
      { file, from: 'state === "approved" &&', to: "" },
      { file, from: "form.device === footage.device &&", to: "" },
      { file, from: "footage.wearers.some(({ person }) => person === by.person) &&", to: "" },
      { file, from: "from + lengthMs <= Date.parse(one.to) + slack", to: "true" },
    );
    try {
      const without = (await import(/* @vite-ignore */ join(mutant.folder, file))) as typeof product;
      const passed = idle.filter(([, one]) => explains(without, one)).map(([says]) => says);
      expect(passed).toEqual(idle.slice(0, 5).map(([says]) => says));
    } finally {
      mutant.remove();
    }
  });
});

describe("O-56: a late hand-in under an approved form F19", () => {
  const pack = shippedPolicy("health-supervision");
  const handed = (at: string) =>
    timeTruth(
      recording({
        handIn: { at: { storage: at } },
        declared: [
          {
            kind: "extension",
            number: "X-F19-2026-0001",
            from: "2026-11-09T09:00:00Z",
            to: "2026-11-09T12:00:00Z",
            reason: "remote",
            until: "2026-11-20T00:00:00Z",
          },
        ],
      }),
      pack,
      [],
    ).handIn.find(({ stage }) => stage === "storage");

  it("counts as extended up to the new deadline, and as late after it", () => {
    expect(handed("2026-11-10T00:00:00Z")).toMatchObject({ state: "inTime" });
    expect(handed("2026-11-20T00:00:00Z")).toMatchObject({ state: "allowed" });
    expect(handed("2026-11-20T00:00:01Z")).toMatchObject({ state: "late" });
  });

  it("R11: is known only where the pack knows it", () => {
    expect(product.reviewerOf(pack, "extension")?.article).toBe("WS-3.3.2");
    expect(product.reviewerOf(genericPolicy(), "extension")).toBeNull();
    expect(product.reviewerOf(genericPolicy(), "suspension")?.article).toBe("H-suspension");
  });
});

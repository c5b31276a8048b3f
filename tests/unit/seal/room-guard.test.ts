import { describe, expect, it } from "vitest";
import { blocking, effectOf } from "../../../main/seal/index.ts";
import { guardSigns } from "../../../shared/room-guard.ts";
import { makeMutant } from "../../support/mutants.ts";

const usual = { confidential: false, demonstration: false } as const;
const secret = { confidential: true, demonstration: false } as const;

/** Signs that take the picture under these terms. */
const taking = (judge: typeof effectOf, terms: { confidential: boolean; demonstration: boolean }): string[] =>
  guardSigns.filter((sign) => judge(sign, terms) === "black");

describe("what a sign of the room guard means", () => {
  it("R9 R12: all but the kind of machine and its power take the picture, whatever is shown", () => {
    const written = ["virtual-machine", "swap-on", "core-dumps", "power-changed"];
    expect(guardSigns.filter((sign) => !taking(effectOf, usual).includes(sign))).toEqual(written);
  });

  it("E16 a machine that is itself a guest shows nothing confidential, and what it shows otherwise is written down", () => {
    expect(effectOf("virtual-machine", secret)).toBe("black");
    expect(effectOf("virtual-machine", usual)).toBe("note");
    // A demonstration holds nothing that is confidential, and says so on every page.
    expect(effectOf("virtual-machine", { confidential: true, demonstration: true })).toBe("note");
    // It is tried out at desks with two screens; a real station shows nothing there.
    expect(effectOf("second-display", { confidential: false, demonstration: true })).toBe("note");
    expect(effectOf("second-display", usual)).toBe("black");
    expect(effectOf("screen-recorder", { confidential: false, demonstration: true })).toBe("black");
    expect(
      blocking(
        [
          { sign: "power-changed", detail: "" },
          { sign: "swap-on", detail: "sda3" },
        ],
        secret,
      ),
    ).toEqual({
      sign: "swap-on",
      detail: "sda3",
    });
    expect(blocking([{ sign: "swap-on", detail: "sda3" }], usual)).toBeNull();
  });

  it("goes red when a recorder is only written down", async () => {
    const mutant = makeMutant({
      file: "main/seal/room-guard.ts",
      from: '"screen-recorder": "black"',
      to: '"screen-recorder": "note"',
    });
    const broken = (await import(/* @vite-ignore */ `${mutant.folder}/main/seal/room-guard.ts`)) as {
      effectOf: typeof effectOf;
    };
    expect(taking(broken.effectOf, usual)).not.toContain("screen-recorder");
    expect(taking(effectOf, usual)).toContain("screen-recorder");
    mutant.remove();
  });
});

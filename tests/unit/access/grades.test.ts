import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gradeRefusal } from "../../../main/access/viewing/grades.ts";
import { mayDo } from "../../../shared/access/authorisation.ts";
import { demonstrationPeople } from "../../../main/headquarters/demonstration/people.ts";
import { makeMutant } from "../../support/mutants.ts";

const unit = "示例市文化市场综合行政执法支队";
const recording = {
  asset: "A-1",
  unit,
  squad: "",
  caseNo: "C-1",
  secrecy: "none",
  volume: "main",
  wearers: ["p-0001"],
};

type Of = Parameters<typeof gradeRefusal>[1];

/** A viewing of one recording, as the grant states it and as the catalogue has it now. */
function viewing(now: object, stated: object = {}): Of {
  const leaf = { verbs: ["view"], assets: [{ asset: "A-1" }], chain: { recordings: [{ ...recording, ...stated }] } };
  return { grant: { leaf }, footage: [{ ...recording, wearers: [{ person: "p-0001" }], ...now }] } as unknown as Of;
}

const beyond: Parameters<typeof gradeRefusal>[0]["beyond"] = (person, action, footage) => {
  const held = demonstrationPeople.find((one) => one.person === person)?.authorisation;
  const rule = mayDo(held, action, { pack: {}, person, now: Date.UTC(2026, 10, 9), footage });
  return rule === null ? null : { code: "beyond-authorisation", rule };
};
const supervisor = { person: "p-0005", capacity: "supervisor" } as unknown as Parameters<
  typeof gradeRefusal
>[2][number];
const viewer = { person: "p-0003", capacity: "viewer" } as unknown as typeof supervisor;
const stranger = { person: "p-0098", capacity: "viewer" } as unknown as typeof supervisor;
const guest = { ...stranger, outside: { idMask: "", by: "", minor: false } } as unknown as typeof supervisor;

describe("R8, F17: who is in the room is held to their grade", () => {
  it("lets in whoever has the verb or the act, and asks no grade of somebody without a certificate", () => {
    expect(gradeRefusal({ beyond }, viewing({}), [viewer, supervisor, guest])).toBeNull();
    expect(gradeRefusal({ beyond }, viewing({}), [stranger])).toMatchObject({ rule: "no-authorisation" });
  });

  it.each([
    ["raised since in the catalogue", viewing({ secrecy: "secret" })],
    ["stated in the grant", viewing({}, { secrecy: "secret" })],
  ])("goes by the secrecy that was %s", (_where, of) => {
    expect(gradeRefusal({ beyond }, of, [viewer])).toMatchObject({ rule: "above-ceiling" });
    expect(gradeRefusal({ beyond }, of, [supervisor])).toMatchObject({ rule: "above-ceiling" });
  });

  it("negative control: judged by the catalogue alone, what the grant states would count for nothing", async () => {
    const file = "main/access/viewing/grades.ts";
    const mutant = makeMutant({ file, from: "[...stated, ...footage]", to: "[...footage]" });
    const blind = (await import(/* @vite-ignore */ join(mutant.folder, file))) as { gradeRefusal: typeof gradeRefusal };
    mutant.remove();
    expect(blind.gradeRefusal({ beyond }, viewing({}, { secrecy: "secret" }), [viewer])).toBeNull();
  });
});

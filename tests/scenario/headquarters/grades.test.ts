import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evidenceRefusal } from "../../../main/access/grants/evidence.ts";
import type { GrantFile } from "../../../main/formats/grant-file.ts";
import { namedPolicy } from "../../../main/headquarters/index.ts";
import { mayDo } from "../../../shared/access/authorisation.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { authorisationFor } from "../../support/authorisation.ts";
import { judgeOf, latestGrant } from "../../support/chains.ts";
import { pendingAsset, World } from "../../support/headquarters.ts";
import { makeMutant } from "../../support/mutants.ts";

/** Somebody of the fourth grade, whom a recording of pending class is or is not too high for. */
const head = "p-head";
const held = authorisationFor("subordinates", { grade: 4, ceiling: "privacy" });
const asked = { assets: [{ asset: pendingAsset, ranges: [{ from: 60, to: 110 }], whole: false }] };
const ladder = namedPolicy("xiamen").grades;
if (ladder === undefined) {
  throw new Error("the pack has no ladder of its own");
}

let generic: World;
let xiamen: World;
let granted: GrantFile;
beforeAll(async () => {
  generic = await World.open();
  xiamen = await World.open({ policy: namedPolicy("xiamen") });
  for (const world of [generic, xiamen]) {
    // oxlint-disable-next-line no-await-in-loop -- one world after the other
    await world.addPerson(head, ["approver"], { authorisation: held });
  }
}, 120_000);
afterAll(async () => {
  await generic.close();
  await xiamen.close();
});

/** What a station finds of the grant under a pack, where everybody holds what the test says. */
async function judged(pack: PolicyPack, decide: typeof mayDo = mayDo): Promise<unknown> {
  const judge = await judgeOf(generic, {
    pack: () => pack,
    isBeyond: (person, action, now, footage, by) =>
      decide(person === head ? held : authorisationFor("subordinates"), action, { pack: by, person, now, footage }) !==
      null,
  });
  return evidenceRefusal(granted.leaf, granted.evidence, judge);
}

describe("O-2 R11 the ladder of grades is the pack's", () => {
  it("headquarters takes in one authority what it refuses in another, and names the provision", async () => {
    const taken = await generic.decide(head, await generic.filed("p-applicant", asked), generic.approval(asked));
    expect(taken).toMatchObject({ ok: true, value: { state: "approved" } });
    granted = await latestGrant(generic);
    const filed = await xiamen.filed("p-applicant", asked);
    expect(await xiamen.decide(head, filed, xiamen.approval(asked))).toMatchObject({
      ok: false,
      failure: { code: "beyond-authorisation", rule: "above-ceiling", article: "H-xiamen-pending" },
    });
    const session = await xiamen.signIn(head);
    const shown = await xiamen.call("showFootage", { asset: pendingAsset }, { session });
    expect(shown).toMatchObject({ ok: false, failure: { code: "not-found" } });
  });

  it("no authorisation is given whose ceiling the ladder does not let its grade carry", async () => {
    const { administration } = xiamen.headquarters;
    const high = await administration.authorise(head as never, { ...held, ceiling: "confidential" });
    expect(high).toMatchObject({ ok: false, failure: { code: "administration", reason: "ceiling-above-grade" } });
  });

  it("the station judges the same grant again by the ladder of the pack that it names", async () => {
    const pack = generic.headquarters.policy;
    expect(await judged(pack)).toBeNull();
    expect(await judged({ ...pack, grades: ladder })).toBe("beyond-authorisation");
  });

  it("negative control: with the usual ladder for every pack the station would take it", async () => {
    const mutant = makeMutant({
      file: "shared/access/grades.ts",
      from: "grades ?? usual",
      to: "grades === null ? usual : usual",
    });
    const blind = (await import(/* @vite-ignore */ join(mutant.folder, "shared/access/authorisation.ts"))) as {
      mayDo: typeof mayDo;
    };
    mutant.remove();
    expect(await judged({ ...generic.headquarters.policy, grades: ladder }, blind.mayDo)).toBeNull();
  });
});

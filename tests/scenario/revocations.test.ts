import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { personIdSchema } from "../../shared/model/person.ts";
import { authorisationFor } from "../support/authorisation.ts";
import { clip, openHouse, people, type House } from "./house.ts";
import { requestForm } from "./story.ts";

let house: House;
const day = 86_400_000;

beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const signIn = (who: { readonly token: string; readonly pin: string }) => house.call("identity:signIn", who);

describe("revoked certificates at a station", () => {
  it("R14 are refused without headquarters, by the list that came last, also after a restart", async () => {
    expect(await signIn(people.legal)).toMatchObject({ ok: true });
    await house.get("identity:signOut");
    const { administration } = house.headquarters.headquarters;
    await administration.revokePerson(personIdSchema.parse(people.legal.token));
    await house.get("sync:now");
    await house.stopHeadquarters();
    expect(await signIn(people.legal)).toMatchObject({ ok: false, failure: { code: "certificate-revoked" } });
    await house.restart();
    expect(await signIn(people.legal)).toMatchObject({ ok: false, failure: { code: "certificate-revoked" } });
    expect(await signIn(people.approver)).toMatchObject({ ok: true });
    await house.startHeadquarters();
  });

  it("cannot be judged by a list that ran out: the station says until when it was good", async () => {
    await house.stopHeadquarters();
    house.clock.pass(31 * day);
    const refused = await house.refused("revocations-stale", "identity:signIn", people.approver);
    expect(Date.parse(refused.due)).toBeLessThan(house.clock.wall().getTime());
    await house.startHeadquarters();
    expect(await signIn(people.approver)).toMatchObject({ ok: true });
  });
});

describe("O-2 at a station", () => {
  it("refuses to file beyond one's authorisation before anybody signs, without headquarters, and writes it down", async () => {
    const { administration } = house.headquarters.headquarters;
    const requester = personIdSchema.parse(people.requester.token);
    expect(
      await administration.authorise(requester, authorisationFor("subordinates", { verbs: ["copy"] })),
    ).toMatchObject({
      ok: true,
    });
    await house.get("identity:signIn", people.requester);
    await house.get("footage:show", { asset: clip.asset });
    await house.stopHeadquarters();
    const filing = { form: requestForm(house), pin: people.requester.pin };
    const refused = await house.refused("beyond-authorisation", "requests:file", filing);
    expect(refused).toMatchObject({ rule: "verb-not-granted", article: expect.stringMatching(/./u) });
    const [row] = house.refusals();
    expect(row).toMatchObject({ attempt: "requests:file", failure: "beyond-authorisation:verb-not-granted" });
    await house.startHeadquarters();
  });
});

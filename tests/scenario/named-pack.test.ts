import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { policyDigest } from "../../main/headquarters/index.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { storedEntries } from "../support/station-log.ts";
import { adopt } from "./adopting.ts";
import { openHouse, people, type House } from "./house.ts";
import { loseProvenPack, slipIn, withheldGrant } from "./outbox.ts";
import { approvalOf, fileRequest, obtainGrant, stillUsable, unlockRoom } from "./story.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.get("sync:now");
});
afterEach(() => house.close());

/** The pack in force with another version and another time between confirmations. */
function successor(version: number, everyMinutes: number): PolicyPack {
  const { policy } = house.headquarters.headquarters;
  return { ...policy, version, presenceConfirmation: { ...policy.presenceConfirmation, everyMinutes } };
}

const rejected = (): unknown[] =>
  storedEntries(`${house.folder}/station`)
    .filter(({ t }) => t === "grant.reject")
    .map(({ b }) => b["reason"]);

describe("R1, R11: a grant is held against the policy pack that it names", () => {
  it("is viewed by the pack it was issued under, after headquarters went on to another one", async () => {
    const { version } = house.headquarters.headquarters.policy;
    await adopt(house, successor(version + 1, 7));
    const grant = await obtainGrant(house);
    await adopt(house, successor(version + 2, 3));
    await house.get("sync:now");
    expect((await house.get("station:policy")).version).toBe(version + 2);
    await house.restart();
    const viewing = await unlockRoom(house, grant);
    const left = Date.parse(viewing.confirmBy ?? "") - house.clock.wall().getTime();
    expect(left).toBeGreaterThan(3 * 60_000);
    expect(left).toBeLessThanOrEqual(7 * 60_000);
  });

  it("is refused with a reason of its own where the pack it names was never proven here", async () => {
    const { policy } = house.headquarters.headquarters;
    const held = await obtainGrant(house);
    await adopt(house, successor(policy.version + 1, 7));
    await house.get("sync:now");
    await house.stopStation();
    loseProvenPack(house, policyDigest(policy));
    await house.restart();

    expect((await house.grants()).find(({ id }) => id === held.id)?.refusal).toBe("policy-unknown");
    await house.get("identity:signIn", people.requester);
    expect(await house.refused("grant-refused", "viewing:prepare", { grant: held.id })).toMatchObject({
      reason: "policy-unknown",
    });
    expect(house.refusals()[0]).toMatchObject({ failure: "grant-refused:policy-unknown" });

    // A new one under the pack in force is taken, so nothing else stands in the way.
    expect((await obtainGrant(house)).refusal).toBeUndefined();
    await stillUsable(house);
  });

  it("is not even taken in without that pack", async () => {
    const { policy } = house.headquarters.headquarters;
    const file = await withheldGrant(house, async () => {
      const request = await fileRequest(house);
      await house.get("identity:signIn", people.approver);
      await house.get("requests:decide", { id: request.id, form: approvalOf(request), pin: people.approver.pin });
    });
    await adopt(house, successor(policy.version + 1, 7));
    await house.get("sync:now");
    await house.stopStation();
    loseProvenPack(house, policyDigest(policy));
    await house.restart();
    await slipIn(house, file);
    expect(rejected()).toEqual(["policy-unknown"]);
    expect(await house.grants()).toEqual([]);
    await stillUsable(house);
  });
});

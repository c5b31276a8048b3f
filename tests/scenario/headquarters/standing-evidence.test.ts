// oxlint-disable no-await-in-loop -- attempts are made one after the other
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evidenceRefusal } from "../../../main/access/grants/evidence.ts";
import { sha256Hex } from "../../../main/formats/digest.ts";
import type { GrantFile } from "../../../main/formats/grant-file.ts";
import type { GrantLeaf } from "../../../main/formats/grant.ts";
import type { StandingOrder } from "../../../shared/model/standing-order.ts";
import { addDays } from "../../../shared/time/local-day.ts";
import { judgeOf, latestGrant } from "../../support/chains.ts";
import { World, wearers } from "../../support/headquarters.ts";
import { makeMutant, type Mutation } from "../../support/mutants.ts";
import { orderInForce, standingForm, use, useAct } from "../../support/standing-orders.ts";

let world: World;

beforeAll(async () => {
  world = await World.open();
}, 120_000);
afterAll(() => world.close());

describe("a station does not take the word of headquarters for a standing order", () => {
  let honest: GrantFile;
  let order: StandingOrder;
  beforeAll(async () => {
    order = await orderInForce(world);
    await use(world, order);
    honest = await latestGrant(world);
  });

  type Forged = { leaf: GrantLeaf; evidence: GrantFile["evidence"] };

  /** A grant as a headquarters without conscience would make it: any order, any word on it, named as they were signed. */
  function forge(
    change: {
      readonly form?: Record<string, unknown>;
      readonly approver?: string;
      readonly decision?: Record<string, unknown>;
      readonly request?: Parameters<typeof useAct>[2];
    },
    leafChange: Partial<GrantLeaf> = {},
  ): Forged {
    const at = { station: world.station.origin, at: world.now().toISOString(), v: 1 };
    const approver = change.approver ?? "p-approver";
    const proposal = world.sign("p-compliance", {
      ...at,
      person: "p-compliance",
      t: "standing.propose",
      nonce: "n",
      form: standingForm(world.now().getTime(), change.form),
    });
    const digest = sha256Hex(Buffer.from(proposal, "base64"));
    const id = `o-${digest.slice(0, 20)}`;
    const approval = world.sign(approver, {
      ...at,
      person: approver,
      t: "standing.decide",
      order: id,
      orderDigest: digest,
      form: { outcome: "approve", opinion: "" },
      ...change.decision,
    });
    const request = world.sign(
      change.request?.person ?? "p-applicant",
      useAct(world, { ...order, id: id as never, digest }, change.request),
    );
    const number = honest.leaf.standing;
    return {
      leaf: {
        ...honest.leaf,
        requestDigest: sha256Hex(Buffer.from(request, "base64")),
        approvals: [
          { person: approver, name: approver, at: at.at, digest: sha256Hex(Buffer.from(approval, "base64")), step: 0 },
        ],
        ...(number === undefined ? {} : { standing: { ...number, order: id as never, digest } }),
        ...leafChange,
      },
      evidence: [
        { kind: "request", cms: request },
        { kind: "standing", cms: proposal },
        { kind: "standingDecision", cms: approval },
      ],
    };
  }

  const forgeries = (): readonly (readonly [string, Forged, string])[] => {
    const { leaf } = honest;
    const chain = leaf.chain ?? { rule: "", applicantUnit: "", recordings: [] };
    const recorded = (one: object): Partial<GrantLeaf> => ({
      chain: { ...chain, recordings: chain.recordings.map((row) => ({ ...row, ...one })) },
    });
    const number = leaf.standing ?? ({} as NonNullable<GrantLeaf["standing"]>);
    const numbered = (one: object): Forged => {
      const made = forge({});
      return { ...made, leaf: { ...made.leaf, standing: { ...(made.leaf.standing ?? number), ...one } } };
    };
    const frame = standingForm(0)["frame"] as Record<string, unknown>;
    const edited = { ...honest.leaf, standing: { ...number, digest: "0".repeat(64) } };
    return [
      ["an edited order", { leaf: edited, evidence: honest.evidence }, "order-broken"],
      ["another order's evidence", { leaf, evidence: forge({}).evidence }, "tampered"],
      [
        "an order that nobody approved",
        forge({ decision: { form: { outcome: "refuse", ground: "noAuthority", opinion: "不同意" } } }),
        "order-broken",
      ],
      ["a word on another order", forge({ decision: { orderDigest: "0".repeat(64) } }), "order-broken"],
      ["a post that the approver does not hold", forge({ approver: "p-admin" }), "order-broken"],
      ["an approver who drew it up", forge({ approver: "p-compliance" }), "order-broken"],
      ["a holder whom it does not name", forge({ form: { holders: ["p-decidingapplicant"] } }), "order-broken"],
      ["another unit", forge({ form: { frame: { ...frame, units: ["别的单位"] } } }), "order-broken"],
      ["another time", forge({}, recorded({ recordedFrom: "2026-10-01T00:00:00+08:00" })), "order-broken"],
      ["no time at all", forge({}, recorded({ recordedFrom: undefined })), "order-broken"],
      ["a class that is pending", forge({}, recorded({ secrecy: "pending" })), "order-broken"],
      ["a class above the order's", forge({}, recorded({ secrecy: "confidential" })), "order-broken"],
      ["another room", forge({ form: { rooms: ["room-302"] } }), "order-broken"],
      ["another day", numbered({ day: addDays(number.day, 1) }), "order-broken"],
      [
        "a window longer than its day",
        forge({}, { notAfter: new Date(Date.parse(leaf.notAfter) + 1).toISOString() }),
        "order-broken",
      ],
      ["more openings than it allows", forge({ form: { playBudget: 1 } }), "order-broken"],
      ["an order longer than the pack allows", forge({ form: { validTo: "2099-01-01" } }), "order-broken"],
      ["a supervisor whom it does not name", forge({ form: { supervisors: ["p-wearingsupervisor"] } }), "order-broken"],
      [
        "a part of the recording",
        forge({}, { assets: leaf.assets.map((one) => ({ ...one, frames: [{ from: 0, to: 9 }] })) }),
        "order-broken",
      ],
      ["a viewer who wore the camera", forge({}, recorded({ wearers: ["p-applicant"] })), "duties-broken"],
      ["an approver who wore the camera", forge({ approver: "p-wearingapprover" }), "duties-broken"],
      ["a viewing above the total", numbered({ use: 6 }), "order-spent"],
      ["a viewing above those of the day", numbered({ ofDay: 4 }), "order-spent"],
      [
        "a request that claims no order",
        { leaf: { ...leaf, standing: undefined }, evidence: honest.evidence },
        "order-broken",
      ],
      ["no order at all", { leaf, evidence: honest.evidence.filter(({ kind }) => kind === "request") }, "tampered"],
    ];
  };

  it("R1 takes the honest grant, and an equal one signed anew", async () => {
    const judge = await judgeOf(world);
    expect(evidenceRefusal(honest.leaf, honest.evidence, judge)).toBeNull();
    const { leaf, evidence } = forge({});
    expect(evidenceRefusal(leaf, evidence, judge)).toBeNull();
    expect(wearers).not.toContain("p-applicant");
  });

  it("R1 R7 R8 R9 rejects every other order with its reason", async () => {
    const judge = await judgeOf(world);
    for (const [what, { leaf, evidence }, reason] of forgeries()) {
      expect({ what, reason: evidenceRefusal(leaf, evidence, judge) }).toEqual({ what, reason });
    }
    for (const person of ["p-approver", "p-applicant"]) {
      const less = await judgeOf(world, { isBeyond: (one) => one === person });
      expect(evidenceRefusal(honest.leaf, honest.evidence, less)).toBe("beyond-authorisation");
    }
  });

  it("R1 a number that came to this station before opens nothing a second time", async () => {
    const number = honest.leaf.standing;
    const before = (grant: string, change: object = {}) =>
      judgeOf(world, {
        underOrder: () => (number === undefined ? [] : [{ grant, standing: { ...number, ...change } }]),
      });
    const refusal = async (judge: ReturnType<typeof before>) =>
      evidenceRefusal(honest.leaf, honest.evidence, await judge);
    expect(await refusal(before(honest.leaf.grant))).toBeNull();
    expect(await refusal(before("g-another"))).toBe("order-spent");
    expect(await refusal(before("g-another", { use: 9 }))).toBe("order-spent");
    expect(await refusal(before("g-another", { ofDay: 2 }))).toBe("order-spent");
    expect(await refusal(before("g-another", { use: 9, ofDay: 2 }))).toBeNull();
  });

  const station = "main/access/grants/standing-order.ts";
  const rules = "shared/access/standing-order.ts";
  it.each<[string, Mutation, string]>([
    [
      "whose post",
      {
        file: station,
        from: "judge.person(act.person)?.roles.includes(pack.urgent.approver.role) === true",
        to: "true",
      },
      "a post that the approver does not hold",
    ],
    [
      "what the word is on",
      { file: station, from: "act.orderDigest === order.digest &&", to: "" },
      "a word on another order",
    ],
    [
      "the holder",
      { file: rules, from: "form.holders.some((person) => person === viewing.person)", to: "true" },
      "a holder whom it does not name",
    ],
    [
      "the time of recording",
      { file: rules, from: "frame.recordedFrom <= recorded && recorded <= frame.recordedTo", to: "true" },
      "another time",
    ],
    ["pending classes", { file: rules, from: 'footage.secrecy !== "pending"', to: "true" }, "a class that is pending"],
    [
      "the day",
      {
        file: station,
        from: "isWithinDay(pack, number.day, Date.parse(leaf.notBefore), Date.parse(leaf.notAfter)) &&",
        to: "",
      },
      "a window longer than its day",
    ],
    [
      "the wearers",
      { file: station, from: "wearers: recording.wearers,", to: "wearers: []," },
      "a viewer who wore the camera",
    ],
    ["the total", { file: rules, from: "if (use > total) {", to: "if (use > 99) {" }, "a viewing above the total"],
  ])("R1 R8 a station without the check of %s takes what must be rejected", async (_what, mutation, forgery) => {
    const mutant = makeMutant(mutation);
    try {
      const loaded = (await import(/* @vite-ignore */ `${mutant.folder}/main/access/grants/evidence.ts`)) as {
        evidenceRefusal: typeof evidenceRefusal;
      };
      const found = forgeries().find(([name]) => name === forgery);
      expect(found && loaded.evidenceRefusal(found[1].leaf, found[1].evidence, await judgeOf(world))).toBeNull();
    } finally {
      mutant.remove();
    }
  });
});

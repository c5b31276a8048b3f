import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evidenceRefusal } from "../../../main/access/grants/evidence.ts";
import type { GrantFile } from "../../../main/formats/grant-file.ts";
import type { RouteOutput } from "../../../shared/http/api.ts";
import { addDeciders, forge, judgeOf, latestGrant, terms, twoStepPolicy } from "../../support/chains.ts";
import { makeMutant, type Mutant, type Mutation } from "../../support/mutants.ts";
import { World } from "../../support/headquarters.ts";

type Filed = RouteOutput<"fileRequest">;

let world: World;

beforeAll(async () => {
  world = await World.open({ policy: twoStepPolicy() });
  await addDeciders(world);
}, 120_000);
afterAll(() => world.close());

/** Signs the next step and hands back the request as it then stands. */
async function sign(person: string, request: Filed, form?: Record<string, unknown>): Promise<Filed> {
  const answer = await world.decide(person, request, form);
  if (!answer.ok) {
    throw new Error(`step refused: ${JSON.stringify(answer.failure)}`);
  }
  return answer.value;
}

describe("a chain of two steps at headquarters", () => {
  it("R8 each signs in turn over all before them, and the last approval grants", async () => {
    const filed = await world.filed();
    expect(filed.chain.map(({ kind, state }) => [kind, state])).toEqual([
      ["opinion", "current"],
      ["decide", "waiting"],
    ]);
    expect(filed.approvers.map(({ person }) => person)).toEqual(["p-both", "p-legal"]);
    const half = await sign("p-legal", filed, world.approval());
    expect(half).toMatchObject({ state: "pending" });
    expect(half.grant).toBeUndefined();
    expect(half.approvers.map(({ person }) => person)).not.toContain("p-legal");
    const whole = await sign("p-approver", half, half.decisions[0]?.form);
    expect(whole).toMatchObject({ state: "approved" });
    const grant = await latestGrant(world);
    expect(grant.leaf.approvals.map(({ person, step }) => [person, step])).toEqual([
      ["p-legal", 0],
      ["p-approver", 1],
    ]);
    expect(grant.evidence.map(({ kind }) => kind)).toEqual(["request", "decision", "decision"]);
    expect(whole.transitions.map(({ what }) => what)).toEqual(["file", "approve", "approve"]);
    expect(whole.transitions.at(-1)?.entry).toBeGreaterThan(whole.transitions.at(-2)?.entry ?? Number.NaN);
  });

  it("R8 nobody decides before the opinion, nor signs two steps, nor widens what the one before allowed", async () => {
    const filed = await world.filed();
    expect(await world.decide("p-approver", filed)).toMatchObject({
      failure: { code: "not-permitted", action: "request.decide", article: "S0-4.3.1" },
    });
    const half = await sign("p-both", filed, world.approval({ playBudget: 2 }));
    const first = half.decisions[0]?.form as Record<string, unknown>;
    expect(await world.decide("p-both", half, first)).toMatchObject({ failure: { code: "already-decided" } });
    expect(await world.decide("p-approver", half, { ...first, playBudget: 3 })).toMatchObject({
      failure: { code: "not-permitted", action: "scope" },
    });
    const stranger = { ...first, supervisors: ["p-wearingsupervisor"] };
    expect(await world.decide("p-approver", half, stranger)).toMatchObject({ ok: false });
    expect(await world.decide("p-approver", half, { ...first, playBudget: 1 })).toMatchObject({
      value: { state: "approved" },
    });
  });

  it("R8 a step over other steps than those taken is refused, and the same bytes again change nothing", async () => {
    const filed = await world.filed();
    const session = await world.signIn("p-legal");
    const cms = world.sign("p-legal", world.decisionAct("p-legal", filed, world.approval()));
    const once = await world.call("decideRequest", { cms }, { session });
    expect(await world.call("decideRequest", { cms }, { session })).toEqual(once);
    const half = once.ok ? once.value : filed;
    const form = half.decisions[0]?.form as Record<string, unknown>;
    for (const change of [{ previous: [] }, { previous: ["0".repeat(64)] }, { step: 0 }, { step: 2 }]) {
      const act = { ...world.decisionAct("p-approver", half, form), ...change };
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      const answer = await world.call(
        "decideRequest",
        { cms: world.sign("p-approver", act) },
        // oxlint-disable-next-line no-await-in-loop -- see above
        { session: await world.signIn("p-approver") },
      );
      expect({ change, answer }).toMatchObject({ answer: { failure: { code: "bad-request", field: "previous" } } });
    }
  });

  it("a refusal at the first step needs a ground and ends the request; the second is never asked", async () => {
    const filed = await world.filed();
    expect(
      await world.decide("p-legal", filed, { outcome: "refuse", ground: "nonsense", opinion: "不同意" }),
    ).toMatchObject({ failure: { code: "bad-request" } });
    const refused = await sign("p-legal", filed, { outcome: "refuse", ground: "scopeTooWide", opinion: "时段过宽" });
    expect(refused.state).toBe("refused");
    expect(await world.decide("p-approver", refused)).toMatchObject({ failure: { code: "already-decided" } });
  });

  it("R8 an approver who wore the camera signs no step of the chain", async () => {
    const half = await sign("p-legal", await world.filed(), world.approval());
    expect(await world.decide("p-wearingapprover", half, half.decisions[0]?.form)).toMatchObject({
      failure: { code: "duties-not-separate", rule: "wearer-decides" },
    });
  });
});

describe("delegation while away (代)", () => {
  const give = async (by: string, deputy: string, hours = 48) =>
    world.call(
      "delegate",
      {
        cms: world.sign(by, {
          v: 1,
          t: "delegation.give",
          person: by,
          station: world.station.origin,
          at: world.now().toISOString(),
          nonce: `n-${by}-${deputy}-${String(Math.random())}`,
          form: {
            deputy,
            from: new Date(world.now().getTime() - 1000).toISOString(),
            to: new Date(world.now().getTime() + hours * 3_600_000).toISOString(),
            reason: "出差",
          },
        }),
      },
      { session: await world.signIn(by) },
    );

  it("R8 a deputy decides in the post of whoever is away, is named as such, and the station believes the delegation only", async () => {
    const given = await give("p-second", "p-deputy");
    expect(given).toMatchObject({ ok: true });
    const digest = given.ok ? given.value.digest : "";
    const half = await sign("p-legal", await world.filed(), world.approval());
    expect(half.approvers.map(({ person }) => person)).toContain("p-deputy");
    const form = half.decisions[0]?.form as Record<string, unknown>;
    const bare = await world.decide("p-deputy", half, form);
    expect(bare).toMatchObject({ failure: { code: "not-permitted", action: "request.decide" } });
    const act = { ...world.decisionAct("p-deputy", half, form), delegation: digest };
    const decided = await world.call(
      "decideRequest",
      { cms: world.sign("p-deputy", act) },
      { session: await world.signIn("p-deputy") },
    );
    expect(decided).toMatchObject({ ok: true, value: { state: "approved" } });
    expect(decided.ok && decided.value.decisions.at(-1)?.deputyFor?.person).toBe("p-second");
    const grant = await latestGrant(world);
    expect(grant.leaf.approvals.at(-1)?.deputyFor?.person).toBe("p-second");
    const judge = await judgeOf(world);
    expect(evidenceRefusal(grant.leaf, grant.evidence, judge)).toBeNull();
    const without = grant.evidence.filter(({ kind }) => kind !== "delegation");
    expect(evidenceRefusal(grant.leaf, without, judge)).toBe("chain-broken");
  });

  it("R8 no deputy breaks duties, nobody delegates a post they do not hold, and an ended delegation is over", async () => {
    expect(await give("p-applicant", "p-deputy")).toMatchObject({ failure: { code: "not-permitted" } });
    expect(await give("p-second", "p-second")).toMatchObject({
      failure: { code: "bad-request", field: "form.deputy" },
    });
    expect(await give("p-second", "p-outsider")).toMatchObject({ failure: { code: "bad-request" } });
    expect(await give("p-second", "p-deputy", -1)).toMatchObject({
      failure: { code: "bad-request", field: "form.to" },
    });
    const given = await give("p-second", "p-wearer");
    const half = await sign("p-legal", await world.filed(), world.approval());
    expect(half.approvers.map(({ person }) => person)).not.toContain("p-wearer");
    const digest = given.ok ? given.value.digest : "";
    const end = {
      v: 1,
      t: "delegation.end",
      person: "p-second",
      station: world.station.origin,
      at: world.now().toISOString(),
      nonce: "end-1",
      delegation: digest,
    };
    const session = await world.signIn("p-second");
    expect(await world.call("endDelegation", { cms: world.sign("p-second", end) }, { session })).toMatchObject({
      value: { endedAt: expect.any(String) as string },
    });
  });
});

describe("the station walks the chain again", () => {
  let request: Filed;
  let honest: GrantFile;

  beforeAll(async () => {
    request = await sign("p-legal", await world.filed(), world.approval());
    await sign("p-approver", request, request.decisions[0]?.form);
    honest = await latestGrant(world);
  }, 60_000);

  /** What a headquarters without conscience might send, and why a station rejects it. */
  const forgeries = (): readonly (readonly [string, ReturnType<typeof forge>, string])[] => {
    const wide = terms(honest, { playBudget: honest.leaf.playBudget + 1 });
    const chain = honest.leaf.chain;
    const worn = (who: string) => ({
      chain:
        chain === undefined
          ? undefined
          : { ...chain, recordings: chain.recordings.map((one) => ({ ...one, wearers: [who] })) },
    });
    const two = [{ person: "p-legal" }, { person: "p-approver" }];
    return [
      ["the second step alone", forge(world, honest, request, [{ person: "p-approver" }]), "chain-broken"],
      ["the first step alone", forge(world, honest, request, [{ person: "p-legal" }]), "chain-broken"],
      ["a step too many", forge(world, honest, request, [...two, { person: "p-second" }]), "chain-broken"],
      ["the steps in the wrong order", forge(world, honest, request, two.toReversed()), "chain-broken"],
      [
        "one person for both",
        forge(world, honest, request, [{ person: "p-both" }, { person: "p-both" }]),
        "chain-broken",
      ],
      [
        "a post that the signer does not hold",
        forge(world, honest, request, [{ person: "p-legal" }, { person: "p-compliance" }]),
        "chain-broken",
      ],
      [
        "a second step over nothing",
        forge(world, honest, request, [{ person: "p-legal" }, { person: "p-approver", act: { previous: [] } }]),
        "chain-broken",
      ],
      [
        "a wider second step",
        forge(world, honest, request, [{ person: "p-legal" }, { person: "p-approver", form: wide }]),
        "chain-broken",
      ],
      [
        "a step on another request",
        forge(world, honest, request, [
          { person: "p-legal" },
          { person: "p-approver", act: { requestDigest: "0".repeat(64) } },
        ]),
        "tampered",
      ],
      ["an approver turned wearer", forge(world, honest, request, two, worn("p-approver")), "duties-broken"],
      ["no chain at all", forge(world, honest, request, two, { chain: undefined }), "chain-broken"],
      [
        "another rule of the pack",
        forge(world, honest, request, two, { chain: chain === undefined ? undefined : { ...chain, rule: "inside" } }),
        "chain-broken",
      ],
      [
        "a pack that never came",
        forge(world, honest, request, two, { policy: { ...honest.leaf.policy, digest: "0".repeat(64) } }),
        "policy-unknown",
      ],
    ];
  };

  it("R1 R8 takes the honest grant, and an equal one signed anew", async () => {
    const judge = await judgeOf(world);
    expect(evidenceRefusal(honest.leaf, honest.evidence, judge)).toBeNull();
    const { leaf, evidence } = forge(world, honest, request, [{ person: "p-legal" }, { person: "p-approver" }]);
    expect(evidenceRefusal(leaf, evidence, judge)).toBeNull();
  });

  it("R1 R8 rejects every other chain with its reason", async () => {
    const judge = await judgeOf(world);
    for (const [what, { leaf, evidence }, reason] of forgeries()) {
      expect({ what, reason: evidenceRefusal(leaf, evidence, judge) }).toEqual({ what, reason });
    }
  });

  it("O-2 rejects a grant whose signer or applicant acted beyond their grade", async () => {
    for (const beyond of ["p-legal", "p-approver", "p-applicant"]) {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      const judge = await judgeOf(world, { isBeyond: (person) => person === beyond });
      expect(evidenceRefusal(honest.leaf, honest.evidence, judge)).toBe("beyond-authorisation");
    }
  });

  const chainFile = "main/access/grants/chain.ts";
  const sharedFile = "shared/access/chain.ts";
  const mutations: readonly (readonly [string, Mutation, string])[] = [
    [
      "the number of steps",
      { file: chainFile, from: "steps.length === asked.length &&", to: "" },
      "the first step alone",
    ],
    [
      "who may sign",
      { file: sharedFile, from: "step !== undefined && one.post.roles.includes(step.role)", to: "true" },
      "a post that the signer does not hold",
    ],
    [
      "what a step is on",
      { file: sharedFile, from: "one.step === index &&", to: "true ||" },
      "a second step over nothing",
    ],
    [
      "whose hands",
      { file: sharedFile, from: "before.every((other) => !sharesHand(one, other))", to: "true" },
      "one person for both",
    ],
    [
      "narrowing",
      { file: sharedFile, from: "terms.playBudget <= before.playBudget &&", to: "" },
      "a wider second step",
    ],
    [
      "separation of duties",
      { file: chainFile, from: "return rule !== null;", to: "return rule === undefined;" },
      "an approver turned wearer",
    ],
  ];

  it.each(mutations)(
    "R8 a station without the check of %s takes what must be rejected",
    async (_what, mutation, forgery) => {
      let mutant: Mutant | null = null;
      try {
        mutant = makeMutant(mutation);
        const loaded = (await import(/* @vite-ignore */ `${mutant.folder}/main/access/grants/evidence.ts`)) as {
          evidenceRefusal: typeof evidenceRefusal;
        };
        const found = forgeries().find(([name]) => name === forgery);
        const judge = await judgeOf(world);
        expect(found && loaded.evidenceRefusal(found[1].leaf, found[1].evidence, judge)).toBeNull();
      } finally {
        mutant?.remove();
      }
    },
  );
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { genericPolicy } from "../../../../main/headquarters/policy/read.ts";
import { approvalChain, applies, decidingStep, mayOffer } from "../../../../shared/access/policy/approval.ts";
import { approvalFacts } from "../../../../shared/access/policy/facts.ts";
import type { Footage } from "../../../../shared/model/footage.ts";
import type { ApprovalRule, ChainCondition } from "../../../../shared/model/policy/chains.ts";
import { applicantClassSchema, legalRouteSchema, verbSchema } from "../../../../shared/model/request.ts";
import { aFootage } from "./builders.ts";

const pack = genericPolicy();
const some = <T>(values: readonly T[]) => fc.constantFrom(...values);
const facts = fc.record({
  applicantClass: some(applicantClassSchema.options),
  verb: some(verbSchema.options),
  route: some(legalRouteSchema.options),
  archived: fc.boolean(),
  confidential: fc.boolean(),
  ownUnit: fc.boolean(),
  longRange: fc.boolean(),
});
const list = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const condition = fc.record(
  {
    classes: list(applicantClassSchema.options),
    verbs: list(verbSchema.options),
    routes: list(legalRouteSchema.options),
    archived: fc.boolean(),
    confidential: fc.boolean(),
    ownUnit: fc.boolean(),
    longRange: fc.boolean(),
  },
  { requiredKeys: [] },
);
const title = { zh: "负责人", en: "Head" };
const rules = fc.array(condition, { maxLength: 6 }).map((conditions) =>
  conditions.map((when, index): ApprovalRule => {
    const id = `chain-${index}`;
    return index % 3 === 2
      ? { id, when, refuse: "noAuthority", article: `A-${index}` }
      : { id, when, steps: [{ kind: "decide", role: "approver", title, article: `A-${index}` }] };
  }),
);

describe("the chain of approval", () => {
  it("R11 is the first rule that applies, and none before it does", () => {
    fc.assert(
      fc.property(rules, facts, (approval, asked) => {
        const chain = approvalChain({ approval }, asked);
        const index = approval.findIndex(({ when }) => applies(when, asked));
        expect(chain.kind === "none" ? -1 : approval.findIndex(({ id }) => id === chain.id)).toBe(index);
      }),
    );
  });

  it("R11 names an article whenever a rule applies, and has a deciding step unless it refuses", () => {
    fc.assert(
      fc.property(rules, facts, (approval, asked) => {
        const chain = approvalChain({ approval }, asked);
        expect(chain.articles.length > 0).toBe(chain.kind !== "none");
        expect(decidingStep(chain) !== undefined).toBe(chain.kind === "steps");
      }),
    );
  });

  it("does not depend on what a condition leaves out", () => {
    fc.assert(
      fc.property(condition, facts, facts, (when: ChainCondition, one, other) => {
        const named = {
          ...other,
          ...(when.classes === undefined ? {} : { applicantClass: one.applicantClass }),
          ...(when.verbs === undefined ? {} : { verb: one.verb }),
          ...(when.routes === undefined ? {} : { route: one.route }),
          ...(when.archived === undefined ? {} : { archived: one.archived }),
          ...(when.confidential === undefined ? {} : { confidential: one.confidential }),
          ...(when.ownUnit === undefined ? {} : { ownUnit: one.ownUnit }),
          ...(when.longRange === undefined ? {} : { longRange: one.longRange }),
        };
        expect(applies(when, named)).toBe(applies(when, one));
      }),
    );
  });
});

describe("what is offered", () => {
  it("R7 R11 every permission and every refusal names an article of the pack", () => {
    fc.assert(
      fc.property(facts, ({ verb, applicantClass }) => {
        expect(pack.articles).toHaveProperty([mayOffer(pack, verb, applicantClass).article ?? "none"]);
      }),
    );
  });

  it("R7 a verb that the pack does not list is offered to nobody", () => {
    for (const applicantClass of applicantClassSchema.options) {
      expect(mayOffer(pack, "destroy", applicantClass)).toMatchObject({ allowed: false, ground: "noAuthority" });
    }
  });

  it("R7 a verb that every chain refuses is not offered, with the article of the refusal", () => {
    const refusing = {
      ...pack,
      approval: [
        { id: "nobody", when: { verbs: ["view" as const] }, refuse: "ongoingCase" as const, article: "S0-4.3.4" },
      ],
    };
    expect(mayOffer(refusing, "view", "staff")).toEqual({ allowed: false, ground: "ongoingCase", article: "S0-4.3.4" });
  });
});

describe("what a chain depends on", () => {
  const application = (footage: Footage, to: number, whole = false) => ({
    form: {
      applicantClass: "staff" as const,
      verb: "view" as const,
      legalRoute: "internal" as const,
      assets: [{ asset: footage.asset, ranges: [{ from: 0, to }], whole }],
    },
    footage: [footage],
    applicantUnit: footage.unit,
  });
  // 25 frames a second for three hours.
  const long = aFootage({ frames: 270_000, durationMs: 10_800_000 });

  it.each([
    ["sixty minutes are no long range", application(long, 90_000), false],
    ["a frame more than sixty minutes is one", application(long, 90_001), true],
    ["the whole is one, however short", application(aFootage(), aFootage().frames), true],
    ["a photo is none", application(aFootage({ kind: "photo", frames: 1 }), 1, true), false],
  ])("%s", (_rule, asked, expected) => {
    expect(approvalFacts(pack, asked).longRange).toBe(expected);
  });

  it("reads archive, secrecy and unit from the recordings", () => {
    const footage = aFootage({ state: "archived", secrecy: "secret" });
    expect(approvalFacts(pack, { ...application(footage, 1), applicantUnit: "另一单位" })).toMatchObject({
      archived: true,
      confidential: true,
      ownUnit: false,
    });
    expect(approvalFacts(pack, application(aFootage(), 1))).toMatchObject({
      archived: false,
      confidential: false,
      ownUnit: true,
    });
  });
});

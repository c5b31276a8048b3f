import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Evidence, EvidenceJudge, Signed } from "../../../main/access/grants/evidence.ts";
import { liftingRefusal, stillWithheld } from "../../../main/access/grants/lifting.ts";
import type { GrantLeaf } from "../../../main/formats/grant.ts";
import type { RequestStepAct } from "../../../shared/http/acts.ts";
import { assetIdSchema } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { Role } from "../../../shared/model/person.ts";
import type { Withheld } from "../../../shared/model/withheld.ts";
import { makeMutant } from "../../support/mutants.ts";

const asset = assetIdSchema.parse("SC-20261109-T001-01");
const line = { asset, from: 14, to: 18, ground: "privacy" } as const;
const secret = { ...line, ground: "stateSecret" } as const;
const reason = "当事人已书面同意";
const digest = (letter: string): string => letter.repeat(64);

const roles: Readonly<Record<string, readonly Role[]>> = {
  "p-legal": ["legalOfficer"],
  "p-one": ["approver"],
  "p-two": ["approver"],
  "p-clerk": ["archivist"],
};

/** What of a pack a lifting is judged by. */
const pack = {
  secrecy: {
    levels: [
      { level: "none", classes: "*", article: "A" },
      { level: "confidential", classes: ["staff"], article: "A" },
    ],
    supplementary: { classes: ["staff"], article: "A" },
  },
} as unknown as PolicyPack;

/** Nobody but `p-legal` has too low a grade for a state secret. */
const judge = {
  pack: () => pack,
  person: (person: string) => ({ person, roles: roles[person] ?? [] }),
  isBeyond: (person: string, _action: object, _at: number, footage: readonly { readonly secrecy: string }[]) =>
    person === "p-legal" && footage.some(({ secrecy }) => secrecy === "confidential"),
} as unknown as EvidenceJudge;

interface Story {
  readonly asker?: string;
  readonly agreer?: string;
  readonly lines?: readonly Withheld[];
  readonly agree?: boolean;
  /** What the grant says was lifted, where it is not what was signed. */
  readonly claimed?: readonly Withheld[];
  readonly applicantClass?: string;
  readonly about?: string;
}

function story({
  asker = "p-legal",
  agreer = "p-two",
  lines = [line],
  agree = true,
  claimed = lines,
  applicantClass = "staff",
  about = digest("a"),
}: Story): { leaf: GrantLeaf; evidence: Evidence } {
  const act = (person: string, form: object, at: string): Signed<RequestStepAct>["act"] =>
    ({ person, at, request: "r-000001", requestDigest: about, form }) as unknown as RequestStepAct;
  const hand = (person: string) => ({ person, name: person, at: "2026-11-20T02:00:00Z" });
  const leaf = {
    request: "r-000001",
    requestDigest: digest("a"),
    policy: { digest: digest("f") },
    supersedes: "g-000001",
    supervisors: [{ person: "p-super" }],
    viewers: [{ person: "p-viewer" }],
    chain: { recordings: [{ asset, secrecy: "none", volume: "main", wearers: ["p-wearer"] }] },
    lifted: claimed.map((one) => ({
      ...one,
      article: "A",
      digest: digest("d"),
      reason,
      asked: hand(asker),
      agreed: hand(agreer),
    })),
  } as unknown as GrantLeaf;
  const request = { digest: digest("a"), act: { person: "p-applicant", form: { applicantClass } } };
  const liftings = [
    {
      act: act(asker, { step: "lift", grant: "g-000001", lines, reason }, "2026-11-20T01:00:00Z"),
      digest: digest("b"),
    },
    {
      act: act(agreer, { step: "liftWord", proposal: digest("b"), agree, reason: "同意" }, "2026-11-20T02:00:00Z"),
      digest: digest("c"),
    },
  ];
  return { leaf, evidence: { request, decisions: [], delegations: [], liftings } as unknown as Evidence };
}

type Judge = typeof liftingRefusal;
const verdict = (by: Judge, one: Story) => {
  const { leaf, evidence } = story(one);
  return by(leaf, evidence, judge);
};

const forged: readonly (readonly [says: string, forged: Story, refusal: string])[] = [
  ["by one person twice", { asker: "p-two", agreer: "p-two" }, "duties-broken"],
  ["by two of whom one may not agree", { agreer: "p-legal", asker: "p-one" }, "chain-broken"],
  ["by two of whom one may not ask", { asker: "p-clerk" }, "chain-broken"],
  ["with a word that refused", { agree: false }, "tampered"],
  ["of more than both signed", { claimed: [line, { ...line, from: 20, to: 22 }] }, "tampered"],
  ["of other frames than both signed", { claimed: [{ ...line, to: 19 }] }, "tampered"],
  ["of another request", { about: digest("e") }, "tampered"],
  ["of a state secret above somebody's grade", { lines: [secret] }, "beyond-authorisation"],
  [
    "of a state secret for somebody to whom they are closed",
    { asker: "p-one", lines: [secret], applicantClass: "party" },
    "beyond-authorisation",
  ],
];

describe("what a grant says was lifted, at the station", () => {
  it("holds with two signatures of those whom the pack names", () => {
    expect(verdict(liftingRefusal, {})).toBeNull();
    expect(verdict(liftingRefusal, { asker: "p-one", lines: [secret] })).toBeNull();
  });

  it.each(forged)("R1, R8: is refused: lifted %s", (_says, one, refusal) => {
    expect(verdict(liftingRefusal, one)).toBe(refusal);
  });

  it("nothing is lifted that nobody agreed to, and a grant that replaces none lifts nothing", () => {
    const { leaf, evidence } = story({});
    const [asked] = evidence.liftings;
    const alone = { ...evidence, liftings: asked === undefined ? [] : [asked] };
    expect(stillWithheld([line], evidence)).toEqual([]);
    expect(stillWithheld([line], alone)).toEqual([line]);
    expect(liftingRefusal(leaf, alone, judge)).toBe("tampered");
    expect(liftingRefusal(leaf, { ...evidence, liftings: [] }, judge)).toBe("tampered");
    const { supersedes: _supersedes, ...first } = leaf;
    expect(liftingRefusal(first, evidence, judge)).toBe("tampered");
  });
});

describe("a judge whose defences were taken out", () => {
  const file = "main/access/grants/lifting.ts";
  const mutant = makeMutant(
    { file, from: "asked.person === agreed.person || duty !== null", to: "duty !== null" },
    { file, from: "|| !holds(agreed.person, rule.agrees)", to: "" },
    { file, from: "!holds(asked.person, rule.asks)", to: "false" },
    { file, from: "word.act.form.agree && words.length", to: "words.length" },
    { file, from: "!isSaid || claimed.length !== pairs.flatMap(({ lines }) => lines).length", to: "!isSaid" },
    { file, from: "act.requestDigest === requestDigest", to: "true" },
    { file: "shared/access/lifting.ts", from: 'ground === "stateSecret"', to: "false" },
  );
  afterAll(() => mutant.remove());

  it("lets all of these through", async () => {
    const without = (await import(/* @vite-ignore */ join(mutant.folder, file))) as { liftingRefusal: Judge };
    const passed = forged.filter(([, one]) => verdict(without.liftingRefusal, one) === null).map(([says]) => says);
    expect(passed).toEqual(forged.map(([says]) => says).filter((says) => says !== "of other frames than both signed"));
  });
});

import type { GrantLeaf } from "../../main/formats/grant.ts";
import type { Companion, OutsideViewer, RequestForm } from "../../shared/model/request.ts";
import { clip } from "./house.ts";
import { hands, type Hand } from "./retention-story.ts";

/** How a form F1 differs from staff who look at their own case. */
type Form = Partial<Record<Exclude<keyof RequestForm, "viewer" | "companions">, unknown>> & {
  readonly viewer?: OutsideViewer;
  readonly companions?: readonly Companion[];
};

/** One fact or hold that is entered after the viewing, and what keeps the recording from then on. */
interface Keeping {
  /** Days and months are counted from the day of the recording. */
  readonly order?: (dateAfter: (months: number) => string) => object;
  readonly impediment: "not-due" | "period-open" | "case-open" | "held";
  readonly article: string;
}

/** What one authority's law makes of a request, told by its articles. */
export interface Walk {
  readonly form: Form;
  /** A form that this law does not take, and why. */
  readonly refused: readonly [form: Form, failure: object];
  /** Papers that a clerk checks before anybody decides. */
  readonly papers: readonly (readonly [paper: string, article: string])[];
  /** Who would sign and may not, and why. */
  readonly wrong: readonly [who: Hand, failure: object];
  /** What the wrong one is authorised for: everything in the unit, but for the post, when absent. */
  readonly grade?: "self" | "subordinates";
  readonly decides: Hand;
  readonly chain: readonly (readonly [kind: string, article: string])[];
  readonly presence: Partial<GrantLeaf["presence"]>;
  readonly handIn: readonly [stage: "station" | "storage", article: string];
  readonly keeps: readonly Keeping[];
  /** Months after which it may be destroyed; absent where the law keeps it for good. */
  readonly months?: number;
}

const guest = {
  name: "钱多",
  idKind: "residentId",
  idNo: "320311199001011234",
  unit: "示例书店",
  contact: "13800000000",
  protected: false,
} as const;
const lawyer = { ...guest, idKind: "lawyerLicence", idNo: "13201201810001234", unit: "示例律师事务所" } as const;
const officer = { ...guest, idKind: "officialCertificate", idNo: "FJ20261234", unit: "示例市司法局" } as const;
const guardian = { ...guest, name: "钱父", idNo: "320311196001015678", capacity: "guardian" } as const;

const otherPost = (article: string): object => ({ code: "not-permitted", action: "request.decide", article });
const noVerb = (article: string): object => ({ code: "not-permitted", action: "verb", article });
const usual = { supervisors: 1, viewers: 4, interpreter: true, guardian: true, article: "S0-4.3.2" } as const;
const asset = clip.asset;
const reason = "案件情况已核实";
const facts = (entered: object): object => ({
  order: "case.facts",
  asset,
  facts: { evidence: false, ...entered },
  reason,
});
const hold = (trigger: string, level: string, from: string): object => ({
  order: "hold.register",
  asset,
  triggers: [trigger],
  level,
  from,
  evidence: "现场处置记录",
  medium: "disc",
  serial: "D-1",
  releaseWhen: "不解除",
});

/** The law of each authority as its articles have it: one way through it that no other pack takes. */
export const walks: Readonly<Record<string, Walk>> = {
  // 四(三)1, 4: officers of another unit, by the set procedure; 四(二)2: nobody without authority.
  generic: {
    form: { applicantClass: "otherAgency", legalRoute: "fileAccess", viewer: officer },
    refused: [{ verb: "copy" }, noVerb("S0-4.2.2")],
    papers: [["unitLetter", "H-papers"]],
    wrong: [hands.legal, otherPost("S0-4.3.4")],
    decides: hands.head,
    chain: [["decide", "S0-4.3.4"]],
    presence: usual,
    handIn: ["storage", "S0-4.1.1"],
    keeps: [{ impediment: "not-due", article: "H-base-retention" }],
    months: 6,
  },
  // 第十六条: the head of the agency consents; 第十五条(三): sudden and mass events are kept for ever.
  "jiangsu-culture": {
    form: { verb: "callUp", purpose: "supervision" },
    refused: [{ verb: "borrow" }, noVerb("JS-16.1")],
    papers: [],
    wrong: [hands.legal, otherPost("JS-16.1")],
    decides: hands.secondHead,
    chain: [["decide", "JS-16.1"]],
    presence: usual,
    handIn: ["storage", "S0-4.1.1"],
    keeps: [
      { impediment: "not-due", article: "H-base-retention" },
      { order: (after) => hold("massOrSudden", "permanent", after(0)), impediment: "held", article: "JS-15.3" },
    ],
  },
  // 4.7: nobody without the market department, and nobody copies; 4.6: three months.
  "market-company": {
    form: {},
    refused: [{ verb: "copy" }, noVerb("MC-4.7")],
    papers: [],
    wrong: [hands.archivist, otherPost("MC-4.7")],
    decides: hands.head,
    chain: [["decide", "MC-4.7"]],
    presence: usual,
    handIn: ["storage", "MC-4.6"],
    keeps: [{ impediment: "not-due", article: "MC-4.6" }],
    months: 3,
  },
  // 第十五条第二款: other units and persons, with the signed order; 第十一条: half a year.
  environment: {
    form: { applicantClass: "interestedPerson", legalRoute: "fileAccess", viewer: guest },
    refused: [{ verb: "extract" }, noVerb("HB-15.1")],
    papers: [],
    wrong: [hands.archivist, otherPost("HB-15.2")],
    decides: hands.head,
    chain: [["decide", "HB-15.2"]],
    presence: usual,
    handIn: ["station", "HB-10"],
    keeps: [{ impediment: "not-due", article: "HB-11.1" }],
    months: 6,
  },
  // 第十七条: what is archived is lent by the rules for archives; 第十四条: one year.
  "zibo-tobacco": {
    form: { verb: "view" },
    refused: [{ verb: "callUp" }, noVerb("ZB-17.1")],
    papers: [],
    wrong: [hands.head, otherPost("ZB-17.2")],
    decides: hands.archivist,
    chain: [["decide", "ZB-17.2"]],
    presence: usual,
    handIn: ["storage", "ZB-13.1"],
    keeps: [{ impediment: "not-due", article: "ZB-14.1" }],
    months: 12,
  },
  // 第十六条: by grades, and nobody beyond their own; 第十三条: three months.
  "traffic-police": {
    form: { purpose: "supervision" },
    refused: [{ verb: "copy" }, noVerb("JJ-16")],
    papers: [],
    grade: "self",
    wrong: [hands.secondHead, { code: "beyond-authorisation", rule: "outside-scope", article: "JJ-16" }],
    decides: hands.head,
    chain: [["decide", "JJ-16"]],
    presence: usual,
    handIn: ["storage", "JJ-11"],
    keeps: [{ impediment: "not-due", article: "JJ-13.1" }],
    months: 3,
  },
  // 三(四)2: reconsideration, by the head of the authority; 三(三)4: until nobody can sue any more.
  "health-supervision": {
    form: {
      applicantClass: "reconsiderationBody",
      legalRoute: "proceedings",
      purpose: "reconsideration",
      viewer: officer,
    },
    refused: [
      { applicantClass: "party", legalRoute: "disclosure", verb: "extract", viewer: guest },
      noVerb("WS-3.4.3-1"),
    ],
    papers: [["unitLetter", "H-papers"]],
    wrong: [hands.legal, otherPost("WS-3.4.2")],
    decides: hands.secondHead,
    chain: [["decide", "WS-3.4.2"]],
    presence: usual,
    handIn: ["storage", "WS-3.3.2"],
    keeps: [
      { impediment: "period-open", article: "WS-3.3.4-2" },
      {
        order: (after) => facts({ litigationEndsOn: after(8) }),
        impediment: "not-due",
        article: "WS-3.3.4-2",
      },
    ],
    months: 8,
  },
  // 第二十条: the legal section, not a leader; 第十九条(一): evidence is kept for long.
  "longjiang-urban": {
    form: {},
    refused: [{ verb: "borrow" }, noVerb("LJ-20")],
    papers: [],
    wrong: [hands.head, otherPost("LJ-20")],
    decides: hands.legal,
    chain: [["decide", "LJ-20"]],
    presence: usual,
    handIn: ["storage", "LJ-5"],
    keeps: [
      { impediment: "not-due", article: "LJ-19" },
      { order: () => facts({ evidence: true }), impediment: "case-open", article: "LJ-19.1" },
      {
        order: (after) => facts({ evidence: true, caseClosedOn: after(1) }),
        impediment: "period-open",
        article: "LJ-19.1",
      },
    ],
  },
  // 第十九条第三款: lawyers with three papers, where the archive is kept; 第十条(三): penalties are kept for ever.
  xiamen: {
    form: { applicantClass: "lawyer", legalRoute: "fileAccess", viewer: lawyer },
    refused: [{ applicantClass: "party", legalRoute: "fileAccess", verb: "extract", viewer: guest }, noVerb("CF-19.1")],
    papers: [
      ["powerOfAttorney", "CF-19.3"],
      ["introductionLetter", "CF-19.3"],
      ["lawyerLicence", "CF-19.3"],
    ],
    wrong: [hands.archivist, otherPost("CF-19.2")],
    decides: hands.head,
    chain: [["decide", "CF-19.2"]],
    presence: { ...usual, article: "CF-19.2" },
    handIn: ["storage", "CF-14"],
    keeps: [
      { impediment: "not-due", article: "H-base-retention" },
      {
        order: (after) => facts({ evidence: true, caseClass: "generalPenalty", caseClosedOn: after(1) }),
        impediment: "period-open",
        article: "CF-10.3",
      },
    ],
  },
  // § 132-1.4A(c), (d), (g): disclosure is viewing, to a minor with a guardian; a copy needs a court.
  "north-carolina": {
    form: {
      applicantClass: "party",
      legalRoute: "disclosure",
      purpose: "disclosure",
      viewer: { ...guest, minor: true },
      companions: [guardian],
    },
    refused: [
      { applicantClass: "party", legalRoute: "disclosure", purpose: "disclosure", verb: "copy", viewer: guest },
      noVerb("NC-g"),
    ],
    papers: [["writtenRequest", "NC-c"]],
    wrong: [hands.legal, otherPost("NC-d")],
    decides: hands.secondHead,
    chain: [["decide", "NC-d"]],
    presence: { ...usual, article: "NC-a4" },
    handIn: ["storage", "H-nc-handin"],
    keeps: [{ impediment: "not-due", article: "H-nc-base" }],
    months: 12,
  },
};

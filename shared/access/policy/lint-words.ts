import type { CaseClass, Trigger } from "../../model/policy/periods.ts";
import type { Text } from "../../model/policy/text.ts";
import type { Secrecy } from "../../model/footage.ts";
import type { ApplicantClass, Verb } from "../../model/request.ts";
import { gradeWords, secrecyWords } from "./names.ts";

/**
 * What a finding about a pack says, in both languages.
 *
 * Findings are text about a text in two languages, like the pack itself, so they carry their wording with them: the
 * command line and the screen read the same sentence.
 */

/** Everything that can be wrong with the law in a pack. */
export type FindingCode =
  | "retention-conflict"
  | "trigger-conflict"
  | "route-conflict"
  | "chain-missing"
  | "class-idle"
  | "verb-idle"
  | "chain-unreachable"
  | "approver-missing"
  | "duties-impossible"
  | "ground-unlisted"
  | "supervisor-missing"
  | "papers-missing"
  | "lawyer-papers-missing"
  | "hand-in-missing"
  | "case-files-missing"
  | "calendar-missing"
  | "limit-inverted"
  | "standing-idle"
  | "standing-approver"
  | "standing-purpose"
  | "class-unranked"
  | "class-ranked-twice"
  | "grade-unreached"
  | "grades-inverted"
  | "floor-missing"
  | "floor-inverted"
  | "article-uncited";

/** Names that a sentence fills in. */
export interface FindingFacts {
  readonly applicantClass?: ApplicantClass;
  readonly verb?: Verb;
  readonly caseClass?: string;
  readonly trigger?: Trigger;
  readonly chain?: string;
  readonly article?: string;
  readonly year?: string;
  readonly section?: string;
  readonly assumes?: boolean;
  readonly secrecy?: Secrecy;
  readonly grade?: number;
}

/** Names of the applicant classes. */
export const classWords: Readonly<Record<ApplicantClass, Text>> = {
  staff: { zh: "本单位人员", en: "staff of the unit" },
  superior: { zh: "上级机关", en: "superior organ" },
  otherAgency: { zh: "其他机关", en: "another authority" },
  party: { zh: "当事人", en: "party" },
  interestedPerson: { zh: "利害关系人", en: "interested person" },
  lawyer: { zh: "律师", en: "lawyer" },
  reconsiderationBody: { zh: "复议机关", en: "reconsideration body" },
  court: { zh: "审判机关", en: "court" },
  procuratorate: { zh: "检察机关", en: "procuratorate" },
  discipline: { zh: "纪检监察", en: "discipline and supervision" },
};

/** Names of the ten verbs of rule R7. */
export const verbWords: Readonly<Record<Verb, Text>> = {
  view: { zh: "查阅", en: "view" },
  callUp: { zh: "调阅", en: "call up" },
  takeForEvidence: { zh: "调取", en: "take for evidence" },
  borrow: { zh: "借阅", en: "borrow" },
  excerpt: { zh: "摘抄", en: "excerpt" },
  copy: { zh: "复制", en: "copy" },
  extract: { zh: "提取", en: "extract" },
  transfer: { zh: "移送", en: "transfer" },
  delete: { zh: "删除", en: "delete" },
  destroy: { zh: "销毁", en: "destroy" },
};

/** Names of the classes of case. */
export const caseWords: Readonly<Record<CaseClass, Text>> = {
  licence: { zh: "行政许可", en: "licence" },
  expropriation: { zh: "征用征收", en: "expropriation" },
  generalPenalty: { zh: "一般程序处罚", en: "penalty under the general procedure" },
  summaryPenalty: { zh: "简易程序处罚", en: "penalty under the summary procedure" },
  inspection: { zh: "行政检查", en: "inspection" },
  reviewOrLitigation: { zh: "复议、诉讼", en: "reconsideration or litigation" },
  majorOrComplex: { zh: "重大、疑难复杂", en: "major or complex" },
  foreign: { zh: "涉外、涉港澳台", en: "foreign, Hong Kong, Macao or Taiwan" },
  otherPermanent: { zh: "其他需永久保管", en: "other, permanent" },
  unfiledValuable: { zh: "未立案的重要材料", en: "important, not opened" },
  other: { zh: "其他", en: "other" },
};

type Said = (facts: Required<Record<"one" | "what" | "kind" | "name", Text>>, raw: FindingFacts) => Text;

const says: Readonly<Record<FindingCode, Said>> = {
  "retention-conflict": ({ kind }) => ({
    zh: `“${kind.zh}”案卷的保管期限有两种规定，互相矛盾。`,
    en: `Two provisions give different periods for the file of a case of the class “${kind.en}”.`,
  }),
  "trigger-conflict": ({ name }) => ({
    zh: `长期保存情形“${name.zh}”有两种保存级别，互相矛盾。`,
    en: `Two provisions give different classes of keeping for the trigger “${name.en}”.`,
  }),
  "route-conflict": ({ one, what }) => ({
    zh: `${one.zh}申请${what.zh}有两条途径，条文不一致：走哪条，由谁批，取决于适用哪一条。`,
    en: `Two routes lead a ${one.en} to “${what.en}”; who decides depends on which provision applies.`,
  }),
  "chain-missing": ({ one, what }) => ({
    zh: `${one.zh}申请${what.zh}，在某些情形下没有审批规则，届时一律不予受理。`,
    en: `In some circumstances no rule says who decides when a ${one.en} asks to ${what.en}; such a request is refused.`,
  }),
  "class-idle": ({ one }) => ({
    zh: `列有申请人类别“${one.zh}”，但其任何申请都不会获准。`,
    en: `The class “${one.en}” is listed, but nothing it could ask for can be approved.`,
  }),
  "verb-idle": ({ what }) => ({
    zh: `列有方式“${what.zh}”，但没有任何人可以申请。`,
    en: `“${what.en}” is offered, but nobody can be approved for it.`,
  }),
  "chain-unreachable": ({ name }) => ({
    zh: `审批规则“${name.zh}”永远不会适用：在它之前的规则已全部覆盖。`,
    en: `The chain “${name.en}” never applies: the ones before it cover everything.`,
  }),
  "approver-missing": ({ name }) => ({
    zh: `审批规则“${name.zh}”没有作出决定的人。`,
    en: `Nobody decides in the chain “${name.en}”.`,
  }),
  "duties-impossible": ({ name }) => ({
    zh: `审批规则“${name.zh}”无法满足职责分离：同一岗位担任两步，或者由佩戴人、监督人审批。`,
    en: `The chain “${name.en}” can never keep duties apart: one post takes two steps, or a wearer or supervisor decides.`,
  }),
  "ground-unlisted": ({ name }) => ({
    zh: `规则“${name.zh}”所用的不予调用理由未列入理由清单。`,
    en: `The rule “${name.en}” refuses on a ground that the pack does not list.`,
  }),
  "supervisor-missing": ({ one }) => ({
    zh: `${one.zh}查阅时无人监督。`,
    en: `A ${one.en} would view without anybody supervising.`,
  }),
  "papers-missing": ({ one }) => ({
    zh: `${one.zh}入室不要求任何证件材料。`,
    en: `No papers are asked of a ${one.en}.`,
  }),
  "lawyer-papers-missing": () => ({
    zh: "律师查阅的三项材料（授权委托书、介绍信、执业证）不全。",
    en: "Of the three papers of a lawyer (power of attorney, introduction letter, licence) one is not asked for.",
  }),
  "hand-in-missing": () => ({
    zh: "没有规定记录何时存入采集站或者专用存储。",
    en: "Nothing says by when a recording has to be in storage.",
  }),
  "case-files-missing": () => ({
    zh: "证据随案卷保存，但没有任何案卷保管期限。",
    en: "Evidence is kept as long as its file, but no period of any file is given.",
  }),
  "calendar-missing": ({ name }, { assumes }) => ({
    zh: `没有${name.zh}年的节假日安排：${assumes === true ? "按周一至周五推算并注明" : "不推算期限"}。`,
    en: `The holidays of ${name.en} are not known: ${assumes === true ? "periods count Monday to Friday and say so" : "no date is given"}.`,
  }),
  "limit-inverted": ({ name }) => ({
    zh: `“${name.zh}”的缺省值大于上限。`,
    en: `The default of “${name.en}” is above its maximum.`,
  }),
  "standing-idle": () => ({
    zh: "允许常备调阅令，但本单位人员没有可以当场调阅的方式，或者须事先核验材料：签发后也无法使用。",
    en: "Standing orders are allowed, but staff have nothing to view in a room, or papers to hand in first: none could be used.",
  }),
  "standing-approver": () => ({
    zh: "批准常备调阅令的人，不是本单位人员调阅时作出决定的任何一人：常备调阅令会绕过审批人。",
    en: "Whoever approves standing orders decides on no viewing by staff: an order would go around the approver.",
  }),
  "standing-purpose": ({ name }) => ({
    zh: `常备调阅令的用途“${name.zh}”未列入用途清单。`,
    en: `Standing orders are for the purpose “${name.en}”, which the pack does not list.`,
  }),
  "class-unranked": ({ name }) => ({
    zh: `分级授权未给密级“${name.zh}”排定次序：任何级别都不得调阅该密级的记录。`,
    en: `The class “${name.en}” has no rank, so recordings of it lie above every grade.`,
  }),
  "class-ranked-twice": ({ name }) => ({
    zh: `分级授权给密级“${name.zh}”排了两个次序。`,
    en: `The class “${name.en}” stands in two ranks.`,
  }),
  "grade-unreached": ({ name }) => ({
    zh: `分级授权没有规定${name.zh}权限的上限：该级别的人员什么也不能调阅。`,
    en: `No ceiling is given for ${name.en.toLowerCase()}, so nobody of that grade may see anything.`,
  }),
  "grades-inverted": ({ name }) => ({
    zh: `分级授权中${name.zh}权限的上限高于上一级别，或者同一级别有两个上限。`,
    en: `The ceiling of ${name.en.toLowerCase()} is above that of the grade before it, or is given twice.`,
  }),
  "floor-missing": ({ name }) => ({
    zh: `未规定密级“${name.zh}”的记录须在哪些防护生效的终端上查阅，按程序缺省要求执行。`,
    en: `No floor says which protections a machine needs for the class “${name.en}”; the usual one stands in.`,
  }),
  "floor-inverted": ({ name }) => ({
    zh: `涉密等级“${name.zh}”对终端防护的要求低于非涉密记录。`,
    en: `A machine needs less for the confidential class “${name.en}” than for one that is not confidential.`,
  }),
  "article-uncited": ({ name }) => ({
    zh: `条文${name.zh}没有任何规则引用。`,
    en: `No rule rests on the provision ${name.en}.`,
  }),
};

/** The sentence of a finding. */
export function findingText(code: FindingCode, facts: FindingFacts): Text {
  const plain = facts.chain ?? facts.article ?? facts.year ?? facts.section ?? facts.trigger ?? "";
  const own =
    facts.secrecy === undefined
      ? facts.grade === undefined
        ? null
        : gradeWords(facts.grade)
      : secrecyWords[facts.secrecy];
  const none: Text = { zh: "", en: "" };
  return says[code](
    {
      one: facts.applicantClass === undefined ? none : classWords[facts.applicantClass],
      what: facts.verb === undefined ? none : verbWords[facts.verb],
      // The linter passes the key of a row, which is one of the classes of case.
      kind: facts.caseClass === undefined ? none : caseWords[facts.caseClass as CaseClass],
      name: own ?? { zh: plain, en: plain },
    },
    facts,
  );
}

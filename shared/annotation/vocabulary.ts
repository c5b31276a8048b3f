import type { Text } from "../model/policy/text.ts";

/**
 * The vocabulary of notes: what a recording should show, by kind of enforcement, as the regulations name it.
 *
 * Data only. A tag is never renamed, because signed notes carry it; a new one is a line here.
 */

/** 执法类别 */
export const enforcementKinds = ["inspection", "penalty", "coercion", "permit"] as const;
export type EnforcementKind = (typeof enforcementKinds)[number];

export interface Tag {
  readonly tag: string;
  readonly name: Text;
  /** Where it belongs; every kind when absent. */
  readonly kinds?: readonly EnforcementKind[];
  /** The provision that asks for it to be recorded. */
  readonly article: Text;
}

const rules = {
  generic: { zh: "《执法全纪录管理办法》", en: "Measures for the Full Recording of Law Enforcement" },
  recorder: { zh: "《行政执法记录仪使用管理规定》", en: "Rules on the Use of Enforcement Recorders" },
  tobacco: { zh: "《淄博市烟草专卖局执法记录仪使用管理规定》", en: "Zibo Tobacco Monopoly Bureau, Rules on Recorders" },
  health: { zh: "《行政执法全过程记录工作规范》", en: "Standard for Recording the Whole Course of Enforcement" },
  urban: {
    zh: "《龙江县城市管理综合执法大队行政执法全过程记录制度》",
    en: "Longjiang Urban Management Brigade, Rules on Recording the Whole Course",
  },
  xiamen: {
    zh: "《厦门市国动办行政执法全过程记录办法》",
    en: "Xiamen Mobilisation Office, Measures on Recording the Whole Course",
  },
} as const;

function at(rule: keyof typeof rules, zh: string, en: string): Text {
  return { zh: `${rules[rule].zh}${zh}`, en: `${rules[rule].en}, ${en}` };
}

/** In the order in which enforcement goes. */
export const vocabulary: readonly Tag[] = [
  {
    tag: "openingStatement",
    name: { zh: "开场", en: "Opening statement" },
    kinds: ["inspection", "penalty"],
    article: at("recorder", "第六条", "art. 6"),
  },
  { tag: "showId", name: { zh: "亮证", en: "ID shown" }, article: at("recorder", "第七条", "art. 7") },
  {
    tag: "notice",
    name: { zh: "告知录音录像", en: "Recording announced" },
    article: at("tobacco", "第九条", "art. 9"),
  },
  { tag: "rights", name: { zh: "告知权利", en: "Rights explained" }, article: at("health", "二（二）", "2(2)") },
  {
    tag: "scene",
    name: { zh: "现场环境", en: "Scene" },
    article: at("health", "四（一）现场摄录1", "4(1), on site, 1"),
  },
  {
    tag: "inspect",
    name: { zh: "检查", en: "Inspection" },
    kinds: ["inspection", "penalty"],
    article: at("xiamen", "第十五条", "art. 15"),
  },
  {
    tag: "conduct",
    name: { zh: "人员特征和言行", en: "People and conduct" },
    article: at("health", "四（一）现场摄录2", "4(1), on site, 2"),
  },
  {
    tag: "inquiry",
    name: { zh: "询问", en: "Questioning" },
    kinds: ["inspection", "penalty", "coercion"],
    article: at("urban", "第九条（二）", "art. 9(2)"),
  },
  {
    tag: "statement",
    name: { zh: "陈述申辩", en: "Statement and defence" },
    kinds: ["penalty", "coercion"],
    article: at("health", "二（二）", "2(2)"),
  },
  {
    tag: "collect",
    name: { zh: "取证", en: "Evidence taken" },
    kinds: ["inspection", "penalty", "coercion"],
    article: at("health", "四（一）现场摄录3", "4(1), on site, 3"),
  },
  {
    tag: "item",
    name: { zh: "涉案物品", en: "Items of the case" },
    kinds: ["inspection", "penalty", "coercion"],
    article: at("urban", "第十条（三）", "art. 10(3)"),
  },
  {
    tag: "preserve",
    name: { zh: "先行登记保存", en: "Registered and preserved" },
    kinds: ["penalty", "coercion"],
    article: at("xiamen", "第十二条", "art. 12"),
  },
  {
    tag: "coerce",
    name: { zh: "强制措施", en: "Compulsory measure" },
    kinds: ["coercion"],
    article: at("urban", "第九条（四）（五）（七）", "art. 9(4), (5), (7)"),
  },
  {
    tag: "destroyed",
    name: { zh: "没收销毁", en: "Confiscated, destroyed" },
    kinds: ["penalty", "coercion"],
    article: at("urban", "第十条（七）", "art. 10(7)"),
  },
  {
    tag: "obstruct",
    name: { zh: "不配合、阻碍", en: "Refusal, obstruction" },
    article: at("urban", "第十条（八）", "art. 10(8)"),
  },
  { tag: "service", name: { zh: "送达", en: "Service of documents" }, article: at("xiamen", "第十八条", "art. 18") },
  {
    tag: "after",
    name: { zh: "处置后现场", en: "Scene afterwards" },
    article: at("generic", "三（二）", "3(2)"),
  },
  {
    tag: "decide",
    name: { zh: "许可决定", en: "Decision on the permit" },
    kinds: ["permit"],
    article: at("xiamen", "第十三条", "art. 13"),
  },
  { tag: "gap", name: { zh: "中断", en: "Interruption" }, article: at("tobacco", "第十一条", "art. 11") },
];

/** The tags of one kind of enforcement, or all. */
export function tagsOf(kind: EnforcementKind | null): readonly Tag[] {
  return kind === null ? vocabulary : vocabulary.filter(({ kinds }) => kinds === undefined || kinds.includes(kind));
}

export function tagNamed(tag: string | undefined): Tag | null {
  return vocabulary.find((one) => one.tag === tag) ?? null;
}

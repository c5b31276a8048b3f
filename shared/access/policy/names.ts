import type { Trigger } from "../../model/policy/periods.ts";
import type { Paper } from "../../model/request-steps.ts";
import type { Text } from "../../model/policy/text.ts";

/** Papers that a clerk checks, by name, for the command line and the screen alike. */
export const paperWords: Readonly<Record<Paper, Text>> = {
  identityDocument: { zh: "身份证件", en: "identity document" },
  officialCertificate: { zh: "工作证件", en: "official certificate" },
  unitLetter: { zh: "单位公函", en: "letter of the unit" },
  retrievalOrder: { zh: "行政执法全过程记录调用单", en: "footage retrieval order" },
  archiveRegister: { zh: "档案查阅登记", en: "archive viewing register" },
  powerOfAttorney: { zh: "授权委托书", en: "power of attorney" },
  introductionLetter: { zh: "单位介绍信", en: "introduction letter" },
  lawyerLicence: { zh: "律师执业证", en: "lawyer's licence" },
  relationProof: { zh: "关系证明", en: "proof of relation" },
  writtenRequest: { zh: "书面申请", en: "written request" },
  courtOrder: { zh: "法院裁定", en: "court order" },
};

/** Circumstances in which a recording is kept for long (form F13). */
export const triggerWords: Readonly<Record<Trigger, Text>> = {
  objection: { zh: "当事人有异议", en: "objection" },
  complaint: { zh: "投诉、上访", en: "complaint or petition" },
  reviewOrLitigation: { zh: "行政复议、行政诉讼", en: "reconsideration or litigation" },
  obstruction: { zh: "逃避、拒绝、阻碍执法", en: "evasion, refusal or obstruction" },
  abuse: { zh: "谩骂、侮辱、殴打", en: "abuse, insult or assault" },
  violence: { zh: "暴力抗法", en: "violent resistance" },
  massOrSudden: { zh: "群体性、突发事件", en: "mass or sudden incident" },
  policeInvolved: { zh: "公安机关介入", en: "police involved" },
  suspectedCrime: { zh: "涉嫌犯罪", en: "suspected crime" },
  libertyLifeProperty: { zh: "人身自由、生命健康、重大财产权益", en: "liberty, life, health or major property" },
  majorOrComplex: { zh: "重大、复杂、疑难", en: "major, complex or difficult case" },
  evidence: { zh: "作为证据使用", en: "used as evidence" },
  foreign: { zh: "涉外、涉港澳台", en: "foreign, Hong Kong, Macao or Taiwan" },
  other: { zh: "其他", en: "other" },
};

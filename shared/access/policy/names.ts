import type { Secrecy } from "../../model/footage.ts";
import type { Trigger } from "../../model/policy/periods.ts";
import type { LegalRoute, Purpose } from "../../model/request.ts";
import type { Paper, RefusalGround } from "../../model/request-steps.ts";
import type { ProtectionId } from "../../protections.ts";
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

/** Lines of the shield meter that a floor may ask for. */
export const protectionWords: Readonly<Record<ProtectionId, Text>> = {
  sandbox: { zh: "画面进程隔离", en: "picture process isolated" },
  capture: { zh: "阻止截屏录屏", en: "screen capture blocked" },
  displays: { zh: "外接显示器管控", en: "displays controlled" },
  lockScreen: { zh: "锁屏即停播", en: "stops when the screen locks" },
  clipboard: { zh: "剪贴板封闭", en: "clipboard closed" },
  printing: { zh: "打印封闭", en: "printing closed" },
  network: { zh: "网络仅通总部", en: "network reaches headquarters only" },
  storage: { zh: "本机不落明文", en: "no plaintext on disk" },
  keyStore: { zh: "密钥由系统保管", en: "keys in the system's key store" },
  integrity: { zh: "程序完整性校验", en: "program integrity checked" },
  kiosk: { zh: "专用窗口", en: "kiosk window" },
  memory: { zh: "内存防护", en: "memory protected" },
  recorders: { zh: "录屏、远控程序监测", en: "watch for recorders and remote control" },
  devices: { zh: "接入设备监测", en: "watch for plugged-in devices" },
  sound: { zh: "声音采集监测", en: "watch for sound being recorded" },
};

/** 调用用途, form F1. */
export const purposeWords: Readonly<Record<Purpose, Text>> = {
  supervision: { zh: "执法监督", en: "Supervision" },
  caseReview: { zh: "案件复查", en: "Case review" },
  training: { zh: "教育培训", en: "Training" },
  reconsideration: { zh: "行政复议", en: "Reconsideration" },
  litigation: { zh: "行政诉讼", en: "Litigation" },
  discipline: { zh: "纪检监察", en: "Discipline" },
  fileReview: { zh: "案卷评查", en: "File review" },
  transfer: { zh: "移送", en: "Transfer" },
  disclosure: { zh: "依申请公开", en: "Disclosure on request" },
  other: { zh: "其他", en: "Other" },
};

/** 不予调用理由, form F1. */
export const groundWords: Readonly<Record<RefusalGround, Text>> = {
  purposeNotAllowed: { zh: "用途不在允许范围内", en: "Purpose not allowed" },
  scopeTooWide: { zh: "申请范围超出必要限度", en: "Wider than necessary" },
  stateSecret: { zh: "涉及国家秘密", en: "State secret" },
  businessSecretOrPrivacy: { zh: "涉及商业秘密或者个人隐私", en: "Business secret or privacy" },
  secrecyPending: { zh: "尚未定密", en: "Secrecy class pending" },
  noAuthority: { zh: "申请人无相应权限", en: "No authority" },
  papersMissing: { zh: "手续、证明材料不齐", en: "Papers missing" },
  ongoingCase: { zh: "案件正在办理，不宜调用", en: "Case still in progress" },
};

/** 适用途径, form F1. */
export const routeWords: Readonly<Record<LegalRoute, Text>> = {
  internal: { zh: "内部调用", en: "Internal" },
  fileAccess: { zh: "案卷查阅", en: "Access to the file" },
  disclosure: { zh: "政府信息公开", en: "Open government information" },
  proceedings: { zh: "诉讼复议提供", en: "For proceedings" },
  transfer: { zh: "移送", en: "Transfer" },
};

/** 密级, form F16. */
export const secrecyWords: Readonly<Record<Secrecy, Text>> = {
  none: { zh: "公开", en: "Open" },
  internal: { zh: "内部", en: "Internal" },
  privacy: { zh: "涉个人隐私", en: "Privacy" },
  business: { zh: "涉商业秘密", en: "Business secret" },
  confidential: { zh: "秘密", en: "Confidential" },
  secret: { zh: "机密", en: "Secret" },
  topSecret: { zh: "绝密", en: "Top secret" },
  pending: { zh: "待定密", en: "Class pending" },
};

const gradeNames: Readonly<Record<number, Text>> = {
  1: { zh: "一级", en: "Grade 1" },
  2: { zh: "二级", en: "Grade 2" },
  3: { zh: "三级", en: "Grade 3" },
  4: { zh: "四级", en: "Grade 4" },
};

/** 级别, form F17; grade 1 is the highest. */
export function gradeWords(grade: number): Text {
  return gradeNames[grade] ?? { zh: String(grade), en: String(grade) };
}

import type { PolicyPack } from "../../model/policy.ts";
import type { HandInStage, Limit, Term } from "../../model/policy/periods.ts";
import type { PresenceRule } from "../../model/policy/room.ts";
import type { CameraRule } from "../../model/policy/cameras.ts";
import type { Text } from "../../model/policy/text.ts";
import type { Role } from "../../model/person.ts";
import type { LiftingRule } from "../lifting.ts";

/**
 * What a pack lays down, in both languages.
 *
 * Like the findings of the linter these are sentences about a text in two languages, read alike on screen and at the terminal.
 */

/** Names of the sections of a pack. */
export const sectionWords: Readonly<Record<keyof PolicyPack, Text>> = {
  pack: { zh: "规则包名称", en: "Name of the pack" },
  version: { zh: "版本", en: "Version" },
  authority: { zh: "执法机关", en: "Authority" },
  title: { zh: "制度依据", en: "Instruments" },
  articles: { zh: "条文文字", en: "Wording of articles" },
  base: { zh: "基础包", en: "Pack underneath" },
  languages: { zh: "语言", en: "Languages" },
  purposes: { zh: "调用用途", en: "Purposes" },
  applicantClasses: { zh: "申请人类别", en: "Applicant classes" },
  legalRoutes: { zh: "适用途径", en: "Routes" },
  verbs: { zh: "调用方式", en: "Verbs" },
  refusalGrounds: { zh: "不予调用理由", en: "Grounds of refusal" },
  approval: { zh: "审批", en: "Who decides" },
  longRange: { zh: "长时段", en: "Long range" },
  duties: { zh: "职责分离", en: "Separated duties" },
  custodian: { zh: "保管人", en: "Custodian" },
  secrecy: { zh: "密级与可见范围", en: "Secrecy" },
  grades: { zh: "分级授权", en: "Grades" },
  floors: { zh: "终端防护要求", en: "Protections a machine needs" },
  presence: { zh: "在场人员", en: "Presence" },
  papers: { zh: "核验材料", en: "Papers" },
  notice: { zh: "告知及承诺", en: "Notice and undertaking" },
  excerpt: { zh: "摘抄", en: "Excerpts" },
  playBudget: { zh: "播放次数", en: "Play budget" },
  validity: { zh: "批准有效期", en: "Validity of an approval" },
  pause: { zh: "暂停时限", en: "Longest pause" },
  idle: { zh: "无人操作锁定", en: "Lock when nobody is at work" },
  presenceConfirmation: { zh: "在场确认间隔", en: "Confirmation of presence" },
  offline: { zh: "离线时限", en: "Longest time offline" },
  retention: { zh: "保存期限", en: "Periods of keeping" },
  handIn: { zh: "上交时限", en: "Handing in" },
  calendar: { zh: "工作日历", en: "Calendar" },
  thirdParty: { zh: "第三方意见征询", en: "Consulting a third party" },
  urgent: { zh: "实时调阅", en: "Urgent viewing" },
  provision: { zh: "原件提供", en: "Provision of originals" },
  timeMatch: { zh: "时间比对允差", en: "Matching times" },
  cameras: { zh: "多机位记录", en: "Number of cameras" },
  spotChecks: { zh: "抽检", en: "Spot checks" },
  withheld: { zh: "解除不予展示", en: "Lifting what is withheld" },
  incidents: { zh: "违规情形", en: "Incidents" },
  monitoring: { zh: "监测", en: "Monitoring" },
  forms: { zh: "表单", en: "Forms" },
  conflicts: { zh: "制度冲突的处理", en: "Settled contradictions" },
  pin: { zh: "口令", en: "PIN" },
};

/** Steps of a chain. */
export const stepWords: Readonly<Record<"opinion" | "decide" | "provide", Text>> = {
  opinion: { zh: "出具意见", en: "gives an opinion" },
  decide: { zh: "审批", en: "decides" },
  provide: { zh: "办理提供", en: "provides" },
};

/** What a chain may depend on. */
export const conditionWords = {
  archived: { yes: { zh: "已归档", en: "archived" }, no: { zh: "未归档", en: "not archived" } },
  confidential: { yes: { zh: "涉密", en: "confidential" }, no: { zh: "不涉密", en: "not confidential" } },
  ownUnit: {
    yes: { zh: "本单位记录", en: "recorded by the unit" },
    no: { zh: "他单位记录", en: "recorded by another unit" },
  },
  longRange: { yes: { zh: "长时段", en: "long range" }, no: { zh: "短时段", en: "short range" } },
} as const satisfies Readonly<Record<string, Readonly<Record<"yes" | "no", Text>>>>;

type Unit = "minutes" | "seconds" | "days" | "workingDays" | "times";

const units: Readonly<Record<Unit, Text>> = {
  minutes: { zh: "分钟", en: "minutes" },
  seconds: { zh: "秒", en: "seconds" },
  days: { zh: "日", en: "days" },
  workingDays: { zh: "个工作日", en: "working days" },
  times: { zh: "次", en: "times" },
};

const count = (n: number, unit: Unit): Text => ({ zh: `${n} ${units[unit].zh}`, en: `${n} ${units[unit].en}` });
const joined = (parts: readonly Text[], zh: string, en: string): Text => ({
  zh: parts.map((part) => part.zh).join(zh),
  en: parts.map((part) => part.en).join(en),
});
const roleTexts: Readonly<Record<Role, Text>> = {
  officer: { zh: "执法人员", en: "officer" },
  caseOfficer: { zh: "办案人员", en: "case officer" },
  approver: { zh: "审批人", en: "approver" },
  roomSupervisor: { zh: "查阅室监督人", en: "room supervisor" },
  inspector: { zh: "督察人员", en: "inspector" },
  legalOfficer: { zh: "法制员", en: "legal officer" },
  archivist: { zh: "档案管理员", en: "archivist" },
  compliance: { zh: "合规审查员", en: "compliance officer" },
  administrator: { zh: "系统管理员", en: "administrator" },
};

const rolesIn = (roles: readonly Role[], language: keyof Text): string =>
  roles.map((role) => roleTexts[role][language]).join(language === "zh" ? "、" : " or ");

const yes = (allowed: boolean): Text => (allowed ? { zh: "允许", en: "allowed" } : { zh: "不允许", en: "not allowed" });

/** Several names as one. */
export const titles = (parts: readonly Text[]): Text => joined(parts, " · ", " · ");

/** Sentences that a provision fills in. */
export const say = {
  listed: { zh: "列入", en: "listed" },
  noChain: { zh: "其他情形没有规则，不予受理", en: "otherwise no rule, so refused" },
  lines: (parts: readonly Text[]): Text => joined(parts, "；", "; "),
  steps: (parts: readonly Text[]): Text => joined(parts, " → ", " → "),
  step: (kind: Text, title: Text): Text => ({ zh: `${title.zh}${kind.zh}`, en: `${title.en} ${kind.en}` }),
  refused: (ground: Text): Text => ({ zh: `不予调用（${ground.zh}）`, en: `refused (${ground.en})` }),
  when: (conditions: readonly Text[], outcome: Text): Text =>
    conditions.length === 0
      ? outcome
      : {
          zh: `${joined(conditions, "、", "").zh}：${outcome.zh}`,
          en: `${joined(conditions, "", ", ").en}: ${outcome.en}`,
        },
  presenceOf: (who: Text): Text => who,
  paperOf: (who: Text, paper: Text): Text => titles([who, paper]),
  presence: ({
    supervisors,
    viewers,
    interpreter,
    guardian,
    place,
  }: Omit<PresenceRule, "classes" | "article">): Text => {
    const [alone, watched] = [
      { zh: "可以无监督人", en: "no supervisor" },
      { zh: `监督人 ${supervisors} 名`, en: `supervisors: ${supervisors}` },
    ];
    return joined(
      [
        supervisors === 0 ? alone : watched,
        { zh: `查阅人至多 ${viewers} 名`, en: `viewers: at most ${viewers}` },
        { zh: `翻译${yes(interpreter).zh}`, en: `interpreter ${yes(interpreter).en}` },
        { zh: `监护人${yes(guardian).zh}`, en: `guardian ${yes(guardian).en}` },
        places[place],
      ],
      "，",
      ", ",
    );
  },
  noticeItem: (place: number): Text => ({ zh: `第 ${place} 条`, en: `Item ${place}` }),
  limit: (section: keyof PolicyPack): Text => sectionWords[section],
  count,
  atMost: (usual: number, most: number, unit: Unit): Text => ({
    zh: `缺省 ${count(usual, unit).zh}，至多 ${count(most, unit).zh}`,
    en: `${count(usual, unit).en} by default, ${count(most, unit).en} at most`,
  }),
  validity: (hours: number, days: number): Text => ({
    zh: `缺省 ${hours} 小时，最长 ${days} 日`,
    en: `${hours} hours by default, ${days} days at most`,
  }),
  offline: (days: number, entries: number): Text => ({
    zh: `至多 ${days} 日、${entries} 条日志`,
    en: `at most ${days} days and ${entries} entries`,
  }),
  pin: (attempts: number, seconds: number): Text => ({
    zh: `${attempts} 次机会，首次等待 ${seconds} 秒`,
    en: `${attempts} attempts, first delay ${seconds} seconds`,
  }),
  excerpt: (staff: boolean, outside: boolean): Text => ({
    zh: `本单位人员${yes(staff).zh}，外部人员${yes(outside).zh}`,
    en: `staff: ${yes(staff).en}; others: ${yes(outside).en}`,
  }),
  reachOf: (grade: Text): Text => ({ zh: `${grade.zh}权限的上限`, en: `Ceiling of ${grade.en.toLowerCase()}` }),
  rankOf: (secrecy: Text): Text => ({ zh: `密级次序：${secrecy.zh}`, en: `Rank of “${secrecy.en}”` }),
  floorOf: (secrecy: Text): Text => ({ zh: `“${secrecy.zh}”记录的终端`, en: `Machine for “${secrecy.en}”` }),
  needs: (protections: readonly Text[]): Text => joined(protections, "、", ", "),
  rank: (rank: number): Text => ({ zh: `第 ${rank} 位（由低到高）`, en: `${rank}, from the lowest up` }),
  allowed: yes,
  lifting: ({ asks, agrees }: LiftingRule): Text => ({
    zh: `${rolesIn(asks, "zh")}提请，另一名${rolesIn(agrees, "zh")}同意`,
    en: `asked by ${rolesIn(asks, "en")}, agreed by another ${rolesIn(agrees, "en")}`,
  }),
  camerasOf: (when: CameraRule["when"]): Text =>
    when === "any" ? { zh: "执法活动", en: "Every operation" } : { zh: "重大执法活动", en: "Major operations" },
  cameras: (needs: CameraRule["needs"]): Text =>
    needs.kind === "officers"
      ? { zh: `至少 ${needs.least} 名执法人员记录`, en: `recorded by at least ${needs.least} officers` }
      : { zh: "另有专人使用摄像机记录", en: "also recorded with a dedicated camera" },
  kept: (kind: "base" | "evidence"): Text =>
    kind === "base" ? { zh: "一般记录", en: "Recordings in general" } : { zh: "证据", en: "Evidence" },
  suspension: { zh: "暂停使用登记的审核", en: "Review of a suspension" },
  holdApproval: { zh: "长期保存登记的批准", en: "Approval of a long-term registration" },
  file: (name: Text): Text => ({ zh: `案卷：${name.zh}`, en: `File: ${name.en}` }),
  trigger: (name: Text): Text => ({ zh: `长期保存：${name.zh}`, en: `Kept for long: ${name.en}` }),
} as const;

const places: Readonly<Record<PresenceRule["place"], Text>> = {
  designated: { zh: "在指定场所", en: "in the designated room" },
  archive: { zh: "在档案室", en: "in the archive" },
  agencyChosen: { zh: "在机关安排的场所", en: "where the authority chooses" },
};

const terms = {
  longTerm: { zh: "长期", en: "long-term" },
  permanent: { zh: "永久", en: "permanent" },
  asCaseFile: { zh: "随案卷", en: "as long as the file" },
} as const;

/** How long something is kept. */
export function termWords(term: Term): Text {
  return term.kind === "months"
    ? { zh: `${term.count} 个月`, en: `${term.count} months` }
    : term.kind === "years"
      ? { zh: `${term.count} 年`, en: `${term.count} years` }
      : terms[term.kind];
}

/** By when. */
export function limitWords(limit: Limit): Text {
  switch (limit.unit) {
    case "promptly":
      return { zh: "及时", en: "promptly" };
    case "sameDay":
      return { zh: "当日", en: "the same day" };
    case "hours":
      return { zh: `${limit.count} 小时内`, en: `within ${limit.count} hours` };
    case "days":
    case "workingDays":
      return { zh: `${count(limit.count, limit.unit).zh}内`, en: `within ${count(limit.count, limit.unit).en}` };
  }
  return limit satisfies never;
}

const stages: Readonly<Record<HandInStage, Text>> = {
  station: { zh: "存入采集站", en: "At the collecting station" },
  storage: { zh: "存入专用存储", en: "In dedicated storage" },
  archive: { zh: "移交档案", en: "In the archive" },
};
const occasions = {
  ordinary: { zh: "通常", en: "usually" },
  away: { zh: "连续或者异地执勤，返回后", en: "continuous or remote duty, after return" },
  majorOperation: { zh: "重大行动后", en: "after a major operation" },
} as const;

/** Which handing in, and when it begins to count. */
export function handInWords(stage: HandInStage, when: keyof typeof occasions): Text {
  return titles([stages[stage], occasions[when]]);
}

import { verbWords } from "../../shared/access/policy/lint-words.ts";
import { paperWords } from "../../shared/access/policy/names.ts";
import type { Purpose } from "../../shared/model/request.ts";
import type { GrantFile } from "../formats/grant-file.ts";
import type { GrantLeaf } from "../formats/grant.ts";
import type { GrantReport } from "./grant.ts";
import type { CommandLanguage } from "./words.ts";

type Both = Readonly<Record<CommandLanguage, string>>;

const purposes: Readonly<Record<Purpose, Both>> = {
  supervision: { zh: "执法监督", en: "supervision" },
  caseReview: { zh: "案件复查", en: "case review" },
  training: { zh: "教育培训", en: "training" },
  reconsideration: { zh: "行政复议", en: "reconsideration" },
  litigation: { zh: "行政诉讼", en: "litigation" },
  discipline: { zh: "纪检监察", en: "discipline" },
  fileReview: { zh: "案卷评查", en: "file review" },
  transfer: { zh: "移送", en: "transfer" },
  disclosure: { zh: "依申请公开", en: "disclosure on request" },
  other: { zh: "其他", en: "other" },
};

const headings = {
  grant: { zh: "授权", en: "Grant" },
  request: { zh: "调用单", en: "Request" },
  what: { zh: "事由", en: "For" },
  who: { zh: "查阅人", en: "Viewers" },
  companions: { zh: "随同人员", en: "With them" },
  present: { zh: "必须在场", en: "Must be present" },
  frames: { zh: "可看内容", en: "May be shown" },
  when: { zh: "有效期", en: "Window" },
  budget: { zh: "可开启次数", en: "Openings" },
  where: { zh: "场所", en: "Where" },
  approvals: { zh: "批准", en: "Approved by" },
  policy: { zh: "政策包", en: "Policy pack" },
  pin: { zh: "工作站日志", en: "Station's log" },
  proof: { zh: "总部日志证明", en: "Proof" },
  acts: { zh: "签名", en: "Signatures" },
  missing: { zh: "尚缺", en: "Missing" },
} as const satisfies Readonly<Record<string, Both>>;

const windows: Readonly<Record<GrantReport["window"], Both>> = {
  open: { zh: "现在有效", en: "open now" },
  early: { zh: "尚未生效", en: "not yet open" },
  over: { zh: "已过期", en: "over" },
};

const acts: Readonly<Record<GrantReport["acts"], Both>> = {
  verified: { zh: "申请与各审批签名均成立", en: "request and every approval are signed under the given authority" },
  unchecked: { zh: "未核验", en: "not checked" },
  broken: { zh: "不成立，或审批缺少签名", en: "do not hold, or an approval has no signature" },
};

const unreadable: Both = {
  zh: "这不是授权文件，或文件已损坏。请给出总部签发的授权文件。",
  en: "This is no grant file, or it is damaged. Give the file that headquarters issued.",
};

/** A grant in sentences, and what was checked of it; `null` when the file is none. */
export function grantLines(file: GrantFile | null, report: GrantReport | null, language: CommandLanguage): string[] {
  if (file === null || report === null) {
    return [unreadable[language]];
  }
  const { leaf } = file;
  const say = (zh: string, en: string): string => (language === "zh" ? zh : en);
  const row = (heading: keyof typeof headings, text: string): string => `${headings[heading][language]}: ${text}`;
  const list = (items: readonly string[]): string => items.join(language === "zh" ? "、" : ", ");
  return [
    row("grant", leaf.grant),
    row("request", `${leaf.requestNumber} (${leaf.caseNo})`),
    row("what", `${list(leaf.verbs.map((verb) => verbWords[verb][language]))}, ${purposes[leaf.purpose][language]}`),
    row("who", list(leaf.viewers.map((viewer) => personLine(viewer, language)))),
    ...(leaf.companions === undefined
      ? []
      : [
          row(
            "companions",
            list(leaf.companions.map((one) => `${capacity(one, language)} ${personLine(one, language)}`)),
          ),
        ]),
    row("present", presentLine(leaf, language)),
    ...leaf.assets.map(({ asset, title, frames, segments }) =>
      row("frames", `${title} ${asset}: ${rangesLine(frames, language)}${segmentsLine(segments, language)}`),
    ),
    row("when", `${leaf.notBefore} – ${leaf.notAfter} (${windows[report.window][language]})`),
    row("budget", String(leaf.playBudget)),
    row("where", `${leaf.room}, ${leaf.station}`),
    ...leaf.approvals.map(({ name, person, at }) => row("approvals", `${name} (${person}), ${at}`)),
    row("policy", `${leaf.policy.pack} ${leaf.policy.version}, SHA-256 ${leaf.policy.digest}`),
    row(
      "pin",
      say(`须接续 ${leaf.pin.size} 条`, `must extend ${leaf.pin.size} entries`) + ` (${leaf.pin.root || "–"})`,
    ),
    row("proof", proofLine(report, language)),
    row("acts", acts[report.acts][language]),
    ...missing(report, language).map((text) => row("missing", text)),
  ];
}

function personLine({ name, outside }: GrantLeaf["viewers"][number], language: CommandLanguage): string {
  if (outside === undefined) {
    return name;
  }
  const known = Object.entries(paperWords).filter(([paper]) => outside.papers.includes(paper));
  const papers = known.map(([, words]) => words[language]);
  const minor = outside.minor ? [language === "zh" ? "未成年" : "not of age"] : [];
  return `${name} (${[outside.idMask, ...papers, ...minor].join(language === "zh" ? "、" : ", ")})`;
}

function capacity({ capacity: as }: NonNullable<GrantLeaf["companions"]>[number], language: CommandLanguage): string {
  const words = { interpreter: { zh: "翻译人员", en: "interpreter" }, guardian: { zh: "法定代理人", en: "guardian" } };
  return words[as][language];
}

function presentLine({ presence, supervisors, viewers }: GrantLeaf, language: CommandLanguage): string {
  const needed = presence?.supervisors ?? 1;
  const names = supervisors.map(({ name }) => name).join(language === "zh" ? "、" : ", ");
  const article = presence === undefined ? "" : ` [${presence.article}]`;
  const guardian = viewers.some(({ outside }) => outside?.minor === true);
  const alone = { zh: "查阅人可以单独查阅", en: "the viewers may be alone" };
  const some = {
    zh: `下列人员中的 ${needed} 名监督人：${names}`,
    en: `${needed} supervisor(s) of ${names}`,
  };
  const also = guardian ? { zh: "；法定代理人", en: "; a guardian" }[language] : "";
  return `${(needed === 0 ? alone : some)[language]}${also}${article}`;
}

/** At most this many ranges one by one; the rest as a number. */
const listed = 8;

function rangesLine(ranges: GrantLeaf["assets"][number]["frames"], language: CommandLanguage): string {
  const first = ranges.slice(0, listed).map(({ from, to }) => `${from}–${to - 1}`);
  const frames = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const more = ranges.length - first.length;
  return language === "zh"
    ? `第 ${first.join("、")} 帧${more > 0 ? `等 ${ranges.length} 段` : ""}，共 ${frames} 帧`
    : `frames ${first.join(", ")}${more > 0 ? ` and ${more} more ranges` : ""}, ${frames} in all`;
}

function segmentsLine(segments: GrantLeaf["assets"][number]["segments"], language: CommandLanguage): string {
  const count = segments.reduce((sum, { from, to }) => sum + to - from, 0);
  return language === "zh" ? `（${count} 个加密片段的密钥）` : ` (keys of ${count} encrypted segments)`;
}

function proofLine({ proof, key, origin, size, signers }: GrantReport, language: CommandLanguage): string {
  const log = `${origin} (${size})`;
  const words: Readonly<Record<GrantReport["proof"], Both>> = {
    verified: {
      zh: `已核验：载于 ${log}，由 ${key ?? ""} 作证`,
      en: `VERIFIED: in ${log}, vouched for by ${key ?? ""}`,
    },
    unconfirmed: {
      zh: `未确认：自身一致，载于 ${log}，署名 ${signers.join("、")}，但没有给出可信密钥`,
      en: `NOT CONFIRMED: agrees with itself, in ${log}, signed by ${signers.join(", ")}, but no trusted key was given`,
    },
    broken: {
      zh: `不成立：证明有误，或者所给密钥均未署名（署名 ${signers.join("、")}）`,
      en: `REJECTED: the proof is wrong, or none of the given keys signed it (signed by ${signers.join(", ")})`,
    },
  };
  return words[proof][language];
}

function missing({ proof, acts: signed, window }: GrantReport, language: CommandLanguage): string[] {
  const wants: readonly (readonly [boolean, Both])[] = [
    [
      proof === "unconfirmed",
      { zh: "总部日志或联署者的公钥（--key）", en: "the key of headquarters' log or of its cosigner (--key)" },
    ],
    [proof === "broken", { zh: "由总部重新签发的授权", en: "a grant that headquarters issues anew" }],
    [signed === "unchecked", { zh: "人员证书的签发机关（--authority）", en: "the authority of persons (--authority)" }],
    [window === "over", { zh: "新的批准：有效期已过", en: "a new approval: the window is over" }],
  ];
  return wants.filter(([isMissing]) => isMissing).map(([, words]) => words[language]);
}

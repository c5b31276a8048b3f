import type { BundleTaken } from "../../shared/model/evidence.ts";
import type { BundleRefusal } from "../../shared/refusals.ts";
import type { CommandLanguage } from "./words.ts";

interface Sentence {
  readonly what: string;
  readonly next: string;
}

type Outcome = "taken" | "known" | "behind" | "gap" | "forked" | "refused";

interface Words {
  readonly written: (from: number, to: number, file: string) => string;
  readonly stationRuns: string;
  readonly headquartersRuns: string;
  readonly noHeadquarters: string;
  readonly cancelled: string;
  readonly usage: string;
  readonly station: (name: string, origin: string) => string;
  readonly outcome: Readonly<Record<Outcome, string>>;
  readonly counts: (counts: { from: number; to: number; fresh: number; size: number }) => string;
  readonly answer: (file: string, items: number) => string;
}

/** Sentences of `vitrine bundle`. */
export const bundleWords: Readonly<Record<CommandLanguage, Words>> = {
  zh: {
    written: (from, to, file) =>
      `已写入第 ${from} 至 ${to - 1} 号条目（共 ${to - from} 条）：${file}\n请送交总部，并带回回执文件。`,
    stationRuns: "工作站正在运行。请在应用的“工作站”页面导出或导入，或先关闭工作站再重试。",
    noHeadquarters: "该文件夹中没有总部。请检查 --headquarters。",
    headquartersRuns:
      "该总部正在运行。请把文件放入启动总部时以 --bundles 指定的文件夹，回执会写在旁边；或先关闭总部再重试。",
    cancelled: "已取消，未写入文件。日志已记载本次导出。",
    usage: "请给出 --folder（工作站），或同时给出 --headquarters 与 --answer（总部）；回执文件不得与所导入的文件相同。",
    station: (name, origin) => `工作站 ${name}（${origin}）`,
    outcome: {
      taken: "已接收：日志已镜像并由总部联署。",
      known: "总部此前已持有该文件的全部内容，未作更改。",
      behind: "联网时已宣告更新的日志状态，该文件早于此状态。请让工作站重新导出。",
      gap: "总部缺少该文件之前的条目。请让工作站导入回执后重新导出全部日志（--all）。",
      forked: "严重：该日志与总部所持内容相矛盾，日志被恢复或篡改。证据已留存。请停用该工作站并报告管理员。",
      refused: "未接收：内容未经该日志当前密钥签名，或不完整。请让工作站导入回执后重新导出；若仍被拒绝，请报告管理员。",
    },
    counts: ({ from, to, fresh, size }) =>
      `文件含第 ${from} 至 ${to - 1} 号条目；新增 ${fresh} 条；现已联署 ${size} 条。`,
    answer: (file, items) => `回执文件：${file}（授权与撤销 ${items} 份）。请送回工作站导入。`,
  },
  en: {
    written: (from, to, file) =>
      `Wrote entries ${from} to ${to - 1} (${to - from} in all): ${file}\nTake it to headquarters and bring the answer file back.`,
    stationRuns:
      "The station is running. Export or import on its Station page, or close the station first and try again.",
    noHeadquarters: "There is no headquarters in this folder. Check --headquarters.",
    headquartersRuns:
      "This headquarters is running. Put the file into the folder it was started with (--bundles), where the answer appears beside it, or close it first and try again.",
    cancelled: "Cancelled; no file was written. The log says that an export was begun.",
    usage:
      "Give --folder (at the station), or --headquarters together with --answer (at headquarters); the answer is another file than the one taken in.",
    station: (name, origin) => `Station ${name} (${origin})`,
    outcome: {
      taken: "Taken: the log is mirrored and countersigned.",
      known: "Headquarters held all of this already; nothing was changed.",
      behind:
        "A later state of the log was announced over the network; this file is older. Have the station write a new one.",
      gap: "Headquarters lacks entries from before this file. Have the station take in the answer and write the whole log (--all).",
      forked:
        "Serious: this log contradicts what headquarters holds. It was set back or altered. The evidence is kept. Take the station out of use and call the administrator.",
      refused:
        "Not taken: not signed by the log's present key, or not whole. Have the station take in the answer and write again; if that is refused too, call the administrator.",
    },
    counts: ({ from, to, fresh, size }) =>
      `The file holds entries ${from} to ${to - 1}; ${fresh} were new; ${size} are countersigned now.`,
    answer: (file, items) => `Answer file: ${file} (${items} grants and revocations). Take it back to the station.`,
  },
};

export const bundleProgressWords: Readonly<
  Record<"writing" | "checking" | "taking" | "answering", Readonly<Record<CommandLanguage, string>>>
> = {
  writing: { zh: "正在写入", en: "writing" },
  checking: { zh: "正在核对", en: "checking" },
  taking: { zh: "正在接收", en: "taking in" },
  answering: { zh: "正在写回执", en: "answering" },
};

/** What an answer brought, as lines for a person. */
export function takenWords(taken: BundleTaken, language: CommandLanguage): readonly string[] {
  const { size, isNews, items, wantsEverything, wantsFresh } = taken;
  const says = (zh: string, en: string): string => (language === "zh" ? zh : en);
  return [
    isNews
      ? says(`总部已联署前 ${size} 条。`, `Headquarters has countersigned the first ${size} entries.`)
      : says(`回执所述的前 ${size} 条此前已知。`, `The receipt for the first ${size} entries was known already.`),
    says(`随文件到达的授权与撤销：${items} 份。`, `Grants and revocations that came: ${items}.`),
    ...(wantsEverything
      ? [
          says(
            "总部缺少较早的条目，请用 --all 重新导出。",
            "Headquarters lacks earlier entries: export again with --all.",
          ),
        ]
      : []),
    ...(wantsFresh ? [says("总部需要一份新的导出文件。", "Headquarters needs a fresh export.")] : []),
  ];
}

/** Why a file is not taken or not written: what is wrong, then what to do. */
export const bundleRefusalWords: Readonly<Record<BundleRefusal, Readonly<Record<CommandLanguage, Sentence>>>> = {
  missing: {
    zh: { what: "找不到该文件。", next: "请检查路径，以及存储盘是否已插好。" },
    en: { what: "There is no such file.", next: "Check the path, and that the stick is in." },
  },
  empty: {
    zh: { what: "文件为空。", next: "请重新拷贝；拷贝完成后再拔出存储盘。" },
    en: { what: "The file is empty.", next: "Copy it again, and let copying finish before the stick is pulled." },
  },
  foreign: {
    zh: { what: "这不是封阅的往来文件。", next: "请选择 .wsb（送总部）或 .wsr（总部回执）文件。" },
    en: {
      what: "This is no bundle of Vitrine.",
      next: "Choose a .wsb file (to headquarters) or a .wsr file (its answer).",
    },
  },
  newer: {
    zh: { what: "文件由更高版本写成，本版本不能完整读取，未接收任何内容。", next: "请升级后重试。" },
    en: {
      what: "A later version wrote this file, and this one cannot read all of it; nothing was taken.",
      next: "Update, then try again.",
    },
  },
  "too-large": {
    zh: { what: "文件过大，不可能由工作站写成。", next: "请核对所选文件。" },
    en: { what: "The file is larger than any station writes.", next: "Check that it is the right one." },
  },
  damaged: {
    zh: { what: "文件已损坏、被截断或被改动，未接收任何内容。", next: "请从来源处重新拷贝；若仍如此，请重新导出。" },
    en: {
      what: "The file is damaged, cut off or altered; nothing was taken.",
      next: "Copy it again from where it was written. If that does not help, have it written anew.",
    },
  },
  unreadable: {
    zh: { what: "无法读取文件。", next: "请检查权限和存储盘，换一个存储盘再试。" },
    en: { what: "The file cannot be read.", next: "Check its permissions and the stick; try another stick." },
  },
  "wrong-direction": {
    zh: { what: "方向不符：.wsb 由总部接收，.wsr 由工作站接收。", next: "请选择另一方向的文件。" },
    en: {
      what: "Wrong way round: headquarters takes .wsb files, a station takes .wsr files.",
      next: "Choose the file of the other direction.",
    },
  },
  "other-station": {
    zh: { what: "该回执属于另一台工作站。", next: "请送交文件所属的工作站。" },
    en: { what: "This answer is for another station.", next: "Take it to the station it belongs to." },
  },
  "other-headquarters": {
    zh: { what: "该文件封给另一总部，此处无法打开。", next: "请送交工作站登记的总部。" },
    en: {
      what: "This file is sealed to another headquarters and cannot be opened here.",
      next: "Take it to the headquarters that enrolled the station.",
    },
  },
  "unknown-station": {
    zh: { what: "该工作站未在此总部登记。", next: "请核对总部文件夹，或由管理员登记该工作站。" },
    en: {
      what: "This station is not enrolled here.",
      next: "Check the folder of the headquarters, or have the administrator enrol the station.",
    },
  },
  "revoked-station": {
    zh: { what: "该工作站已被撤销登记，未接收任何内容。", next: "请保存该文件并报告管理员。" },
    en: {
      what: "This station's enrolment has been revoked; nothing was taken.",
      next: "Keep the file and call the administrator.",
    },
  },
  "not-enrolled": {
    zh: { what: "该文件夹中没有已登记的工作站。", next: "请检查 --folder。" },
    en: { what: "There is no enrolled station in this folder.", next: "Check --folder." },
  },
  "no-key": {
    zh: {
      what: "本站登记时总部尚无往来密钥，现在又无法联系总部。",
      next: "请与总部联网一次（同步页面显示“已同步”即可），之后可离线导出。",
    },
    en: {
      what: "This station was enrolled before headquarters had a key for bundles, and headquarters cannot be reached.",
      next: "Connect once to headquarters; from then on bundles work without a network.",
    },
  },
  "kept-by-app": {
    zh: { what: "本站密钥由系统密钥库保管，命令行无法打开。", next: "请在应用的“工作站”页面导出或导入。" },
    en: {
      what: "The system's key store keeps this station's keys, and the command line cannot open them.",
      next: "Export or import on the Station page of the app.",
    },
  },
  unproved: {
    zh: { what: "无法证明该回执由总部写成，未接收任何内容。", next: "请勿使用该文件，报告管理员。" },
    en: {
      what: "Nothing proves that headquarters wrote this answer; nothing was taken.",
      next: "Do not use the file, and tell the administrator.",
    },
  },
  rollback: {
    zh: { what: "总部持有的本站日志多于本站：本站被恢复到旧状态。", next: "请停止查阅并报告管理员。" },
    en: {
      what: "Headquarters holds more of this log than the station does: the station was set back.",
      next: "Stop viewing and call the administrator.",
    },
  },
  forked: {
    zh: { what: "总部持有的本站日志与本站不一致。", next: "请停止查阅并报告管理员；总部已留存证据。" },
    en: {
      what: "Headquarters holds another history of this log than the station does.",
      next: "Stop viewing and call the administrator. Headquarters keeps the evidence.",
    },
  },
  "not-written": {
    zh: { what: "无法写入目标文件，未留下任何文件。", next: "请检查存储盘空间、写保护和路径后重试。" },
    en: {
      what: "The file could not be written; nothing was left behind.",
      next: "Check the stick's space, its write protection and the path, then try again.",
    },
  },
  "ended-log": {
    zh: { what: "该文件出自本站已终止的日志，总部不再接收。", next: "请在工作站上重新导出。原日志仍可查阅、核验。" },
    en: {
      what: "This file is from a log of the station that has ended; headquarters takes no more of it.",
      next: "Export again at the station. The old log stays readable and can be verified.",
    },
  },
  "set-back": {
    zh: {
      what: "本站日志比总部的回执少，说明曾被退回旧状态；在此状态下不写入、不签名。",
      next: "请在能连接总部时启动应用，由其取回缺失的记录或开始新日志。",
    },
    en: {
      what: "This station's log is shorter than the receipts for it: it was set back, and nothing is signed over that.",
      next: "Start the app while headquarters can be reached; it fetches what is missing, or begins a new log.",
    },
  },
};

import type { CannotStart, StartTrouble } from "./station/index.ts";

/** One thing said in both languages, because nobody has chosen one before the window opens. */
export interface BothLanguages {
  readonly zh: string;
  readonly en: string;
}

/** What is wrong, then what to do. */
interface Sentence {
  readonly what: BothLanguages;
  readonly next: BothLanguages;
}

const callAdministrator: BothLanguages = {
  zh: "请勿改动工作站文件夹，通知管理员处理。已登记的内容没有丢失。",
  en: "Leave the station's folder as it is and call the administrator. Nothing recorded is lost.",
};

/** Why a start ends, for the person who started it. */
export const startWords: Readonly<
  Record<StartTrouble | "no-browser" | "no-display" | "build-failed" | "unsafe-arguments" | "altered-program", Sentence>
> = {
  "in-use": {
    what: {
      zh: "本工作站已在运行：另一个程序正在使用它的文件夹。",
      en: "This station is running already: another program works in its folder.",
    },
    next: { zh: "请使用已打开的窗口，或先将其关闭。", en: "Use the window that is open, or close it first." },
  },
  "sealed-log": {
    what: {
      zh: "本工作站已封停：日志与其签名不符。未打开任何内容。",
      en: "This station is sealed: its log does not match its signatures. Nothing was opened.",
    },
    next: {
      zh: "请在能连接总部时重新启动：缺失的记录会取回，或开始新日志等待总部签批；仍不能启动的，请联系管理员。",
      en: "Start again while headquarters can be reached: what is missing comes back, or a new log begins and waits for a sign-off. If that does not help, call the administrator.",
    },
  },
  "sealed-clock": {
    what: {
      zh: "本工作站已封停：时钟与日志不符。未打开任何内容。",
      en: "This station is sealed: its clock contradicts its log. Nothing was opened.",
    },
    next: callAdministrator,
  },
  "sealed-footage": {
    what: {
      zh: "本工作站已封停：音像资料已被改动。未打开任何内容。",
      en: "This station is sealed: footage was altered. Nothing was opened.",
    },
    next: callAdministrator,
  },
  "sealed-trust": {
    what: {
      zh: "本工作站已封停：登记信息无法读取或已被改动。未打开任何内容。",
      en: "This station is sealed: its enrolment is unreadable or was altered. Nothing was opened.",
    },
    next: callAdministrator,
  },
  "sealed-keys": {
    what: {
      zh: "本工作站已封停：密钥无法打开。未打开任何内容。",
      en: "This station is sealed: its keys do not open. Nothing was opened.",
    },
    next: callAdministrator,
  },
  "disk-full": {
    what: {
      zh: "存储空间不足，无法写入日志，工作站未启动。",
      en: "The disk is full and the log cannot be written, so the station does not start.",
    },
    next: { zh: "请清理空间后重新启动。", en: "Free space and start again. Nothing recorded is lost." },
  },
  "demonstration-refused": {
    what: {
      zh: "演示用的音像资料未能通过入库检查，程序可能已损坏。",
      en: "A demonstration recording was refused by ingest; the program may be damaged.",
    },
    next: { zh: "请重新取得程序，或运行 npm run demo 重新制作。", en: "Fetch the program again, or run npm run demo." },
  },
  "not-built": {
    what: { zh: "界面尚未构建。", en: "The interface has not been built." },
    next: { zh: "请运行 npm run build 后重试。", en: "Run npm run build and try again." },
  },
  "not-enrolled": {
    what: { zh: "本工作站尚未在总部登记。", en: "This station has not been enrolled with headquarters." },
    next: { zh: "请管理员办理登记。", en: "Have the administrator enrol it." },
  },
  "folder-closed": {
    what: { zh: "无法使用工作站的文件夹。", en: "The station's folder cannot be used." },
    next: {
      zh: "请核对路径及当前账户的读写权限。",
      en: "Check its path, and that this account may read and write there.",
    },
  },
  unknown: {
    what: { zh: "工作站因内部错误停止。", en: "The station stopped because of an internal error." },
    next: {
      zh: "请重试；若仍不成功，请将编号告知管理员。已登记的内容没有丢失。",
      en: "Try again; if it does not help, tell the administrator the incident number. Nothing recorded is lost.",
    },
  },
  "no-browser": {
    what: { zh: "本机没有可供工作站运行的浏览器。", en: "This machine has no browser that the station can run on." },
    next: { zh: "请安装 Chromium 或 Chrome 后重试。", en: "Install Chromium or Chrome and try again." },
  },
  "no-display": {
    what: { zh: "没有显示器，也无法建立虚拟显示。", en: "There is no display, and no virtual one could be made." },
    next: { zh: "请接入显示器，或安装 Xvfb。", en: "Connect a display, or install Xvfb." },
  },
  "unsafe-arguments": {
    what: {
      zh: "启动参数或环境变量会削弱保护，工作站未启动。",
      en: "An argument or a variable of the environment would weaken the protections, so the station does not start.",
    },
    next: { zh: "请去掉下列各项后重试。", en: "Remove what follows and try again." },
  },
  "altered-program": {
    what: {
      zh: "本机安装的程序与发布清单不一致，工作站未启动。",
      en: "The program installed here is not the one that was released, so the station does not start.",
    },
    next: {
      zh: "请勿再次尝试；请管理员用发布的安装包重新安装。已登记的内容没有丢失。",
      en: "Do not try again; have the administrator install the released package anew. Nothing recorded is lost.",
    },
  },
  "build-failed": {
    what: { zh: "构建未成功。", en: "The build failed." },
    next: { zh: "原因见上文；请改正后重试。", en: "The reason is above; mend it and try again." },
  },
};

const incidentWords = {
  zh: (incident: string, log: string) => `编号 ${incident}，技术日志：${log}`,
  en: (incident: string, log: string) => `Incident ${incident}; technical log: ${log}`,
} as const;

/** The lines that end a start, in both languages. */
export function startLines(
  trouble: keyof typeof startWords,
  found?: Pick<CannotStart, "incident" | "technicalLog">,
): string[] {
  const { what, next } = startWords[trouble];
  const incident = found?.incident ?? null;
  const log = found?.technicalLog ?? "";
  const zh = incident === null ? [] : [incidentWords.zh(incident, log)];
  const en = incident === null ? [] : [incidentWords.en(incident, log)];
  return [`${what.zh}${next.zh}`, ...zh, `${what.en} ${next.en}`, ...en];
}

import type { Locale } from "../../shared/model/station.ts";

/** What stands around the fields of every form. */
export interface FormWords {
  readonly no: string;
  readonly page: (page: string, pages: string) => string;
  readonly narrowed: (to: string) => string;
  readonly printed: string;
  readonly basis: string;
  readonly log: string;
  readonly size: string;
  readonly sizeOf: (size: number) => string;
  readonly root: string;
  readonly entries: string;
  readonly digest: string;
  readonly none: string;
  readonly truth: string;
  readonly code: string;
  readonly frames: (ranges: string) => string;
  readonly noFrames: string;
}

/** The words around a form in both languages. */
export const formWords: Readonly<Record<Locale, FormWords>> = {
  "zh-CN": {
    no: "编号",
    page: (page, pages) => `"第 " ${page} " 页，共 " ${pages} " 页"`,
    narrowed: (to) => `本表按下列条件摘录：${to}`,
    printed: "打印时间及打印人",
    basis: "依据",
    log: "日志名称",
    size: "日志条数",
    sizeOf: (size) => `打印时共 ${String(size)} 条`,
    root: "日志根",
    entries: "所据日志条目",
    digest: "本表内容校验值（SHA-256）",
    none: "无",
    truth:
      "本表各项均取自签名日志、签名文书或者总部名录，不是另行登记；空白处由手工填写。打印已记入日志，可凭校验值核对。",
    code: "编号、校验值与日志根的二维码",
    frames: (ranges) => `第 ${ranges} 帧`,
    noFrames: "未播放",
  },
  en: {
    no: "No.",
    page: (page, pages) => `"Page " ${page} " of " ${pages}`,
    narrowed: (to) => `Extract, narrowed to: ${to}`,
    printed: "Printed at and by",
    basis: "Basis",
    log: "Log",
    size: "Entries in the log",
    sizeOf: (size) => `${String(size)} when printed`,
    root: "Root of the log",
    entries: "Drawn from entries",
    digest: "Digest of the content (SHA-256)",
    none: "none",
    truth:
      "Every value is taken from the signed log, a signed document or the directory of headquarters; nothing is kept by hand beside them. Empty places are filled in with a pen. The printing is an entry in the log; check the sheet by its digest.",
    code: "Code with number, digest and root of the log",
    frames: (ranges) => `frames ${ranges}`,
    noFrames: "not played",
  },
};

import type { Capacity } from "../../shared/capacities.ts";
import type { Locale } from "../../shared/model/station.ts";

/** What stands on the paper of a viewing receipt. */
export interface ReceiptWords {
  readonly title: string;
  readonly no: string;
  readonly page: (page: string, pages: string) => string;
  readonly countersigned: (at: string) => string;
  readonly promised: string;
  readonly promisedNext: string;
  readonly person: string;
  readonly capacity: Readonly<Record<Capacity, string>>;
  readonly request: string;
  readonly room: string;
  readonly station: string;
  readonly presence: string;
  readonly supervisors: string;
  readonly others: string;
  readonly othersCount: (count: number) => string;
  readonly recordings: string;
  readonly asset: string;
  readonly frames: string;
  readonly recorded: string;
  readonly nothingSeen: string;
  readonly framesCount: (count: number) => string;
  readonly stretches: (count: number, first: number, last: number) => string;
  readonly possible: (count: number) => string;
  readonly timeZone: (zone: string) => string;
  readonly withheld: (lines: number) => string;
  readonly withheldFrames: string;
  readonly withheldWhat: string;
  readonly withheldGround: string;
  readonly withheldWhole: string;
  readonly withheldRegion: (place: string) => string;
  readonly withheldDigest: string;
  readonly objections: (count: number) => string;
  readonly objection: (asset: string, frame: number) => string;
  readonly howTitle: string;
  readonly how: string;
  readonly digest: string;
  readonly log: string;
  readonly entry: (index: number, size: number) => string;
  readonly root: string;
  readonly code: (part: number, parts: number) => string;
}

/** The words of a receipt on paper in both languages. */
export const receiptWords: Readonly<Record<Locale, ReceiptWords>> = {
  "zh-CN": {
    title: "查阅回执",
    no: "回执编号",
    page: (page, pages) => `"第 " ${page} " 页，共 " ${pages} " 页"`,
    countersigned: (at) => `已由总部联署。联署时间：${at}`,
    promised: "待总部联署。",
    promisedNext:
      "本工作站已在日志中记录本次查阅并签名，但尚未与总部同步。同步后，可在任何一天凭本回执编号到查阅室换取已联署的回执，内容与编号不变。",
    person: "姓名",
    capacity: {
      viewer: "查阅人",
      supervisor: "监督人",
      clerk: "经办人",
      interpreter: "翻译人员",
      guardian: "法定代理人",
    },
    request: "调用单编号",
    room: "查阅场所",
    station: "工作站",
    presence: "在场时间",
    supervisors: "监督人",
    others: "其他查阅人",
    othersCount: (count) => (count === 0 ? "无" : `${String(count)} 人（依规定不列姓名）`),
    recordings: "查阅的记录资料",
    asset: "编码与名称",
    frames: "已播放画面（帧号）",
    recorded: "对应的记录时间",
    nothingSeen: "在场期间未播放任何画面。",
    framesCount: (count) => `${String(count)} 帧`,
    stretches: (count, first, last) => `共 ${String(count)} 段，在第 ${String(first)} 帧至第 ${String(last)} 帧之间`,
    possible: (count) => `另有至多 ${String(count)} 帧可能已播放：播放器未及回报。`,
    timeZone: (zone) => `时间按 ${zone} 时区书写，记录时间已按校时结果更正。`,
    withheld: (lines) => `不予展示清单（${String(lines)} 项）`,
    withheldFrames: "编码与帧号",
    withheldWhat: "未展示的内容与帧摘要",
    withheldGround: "理由与依据",
    withheldWhole: "画面和声音",
    withheldRegion: (place) => `画面局部（左 上 宽 高：${place}）`,
    withheldDigest: "清单摘要（SHA-256）",
    objections: (count) => `异议（${String(count)} 件）`,
    objection: (asset, frame) => `${asset} 第 ${String(frame)} 帧，双方签名内容的摘要`,
    howTitle: "如何核验",
    how: "扫描下列全部二维码，或使用回执文件，以核验页或命令 vitrine verify-receipt 核对；核验无需联网，只需总部公布的联署公钥。任何一个字符被改动，核验即不通过。",
    digest: "回执摘要（SHA-256）",
    log: "日志",
    entry: (index, size) => `第 ${String(index)} 号条目，检查点 ${String(size)} 条`,
    root: "检查点根",
    code: (part, parts) => `二维码 ${String(part)} / ${String(parts)}`,
  },
  en: {
    title: "Viewing receipt",
    no: "Receipt no.",
    page: (page, pages) => `"Page " ${page} " of " ${pages}`,
    countersigned: (at) => `Countersigned by headquarters on ${at}`,
    promised: "Headquarters has not countersigned yet.",
    promisedNext:
      "This workstation has logged and signed the viewing but has not synchronised with headquarters since. After that, on any day, the viewing room gives out the countersigned receipt under the same number and with the same content.",
    person: "Name",
    capacity: {
      viewer: "viewer",
      supervisor: "supervising",
      clerk: "clerk",
      interpreter: "interpreter",
      guardian: "guardian",
    },
    request: "Retrieval order",
    room: "Viewing room",
    station: "Workstation",
    presence: "In the room",
    supervisors: "Supervised by",
    others: "Other viewers",
    othersCount: (count) => (count === 0 ? "none" : `${String(count)} (not named, as the rules demand)`),
    recordings: "Recordings viewed",
    asset: "Code and title",
    frames: "Pictures shown (frame numbers)",
    recorded: "Recorded at",
    nothingSeen: "No picture was shown while this person was in the room.",
    framesCount: (count) => `${String(count)} ${count === 1 ? "frame" : "frames"}`,
    stretches: (count, first, last) => `${String(count)} stretches between frames ${String(first)} and ${String(last)}`,
    possible: (count) => `Up to ${String(count)} more may have been shown: the player could not report them.`,
    timeZone: (zone) =>
      `Times are written in the zone ${zone}; recording times are corrected for the recorder's clock.`,
    withheld: (lines) => `What was not shown (${String(lines)} ${lines === 1 ? "line" : "lines"})`,
    withheldFrames: "Code and frames",
    withheldWhat: "What was not shown, and the digest of the frames",
    withheldGround: "Ground and provision",
    withheldWhole: "Picture and sound",
    withheldRegion: (place) => `Part of the picture (left, top, width, height: ${place})`,
    withheldDigest: "Digest of the list (SHA-256)",
    objections: (count) => `Objections (${String(count)})`,
    objection: (asset, frame) => `${asset}, frame ${String(frame)}: digest of the words that both signed`,
    howTitle: "How to check this receipt",
    how: "Scan all the codes below, or take the receipt's file, and check them with the verifier page or the command vitrine verify-receipt. No network is needed, only the public cosigner key of headquarters. A single changed character makes the check fail.",
    digest: "Digest of the slip (SHA-256)",
    log: "Log",
    entry: (index, size) => `entry ${String(index)}, checkpoint of ${String(size)} entries`,
    root: "Root of the checkpoint",
    code: (part, parts) => `Code ${String(part)} of ${String(parts)}`,
  },
};

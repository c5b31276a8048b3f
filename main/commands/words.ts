import type { IngestReason } from "../headquarters/ingest/index.ts";

/** The two languages of the command line. Chinese where the terminal's locale is Chinese, else English. */
export type CommandLanguage = "zh" | "en";

/** `--lang` wins over the environment's `LC_ALL`, `LC_MESSAGES`, `LANG`. */
export function commandLanguage(
  asked: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): CommandLanguage {
  const locale = asked ?? environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? "";
  return locale.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Another program works in the folder of this headquarters. */
export const folderInUseWords: Readonly<Record<CommandLanguage, string>> = {
  zh: "该总部正在运行：另一个程序正在使用它的文件夹。请先将其关闭，再重试。",
  en: "This headquarters is running: another program works in its folder. Close it first, then try again.",
};

/** Why a file was not taken in, as a person at the terminal reads it: what is wrong, then what to do. */
export const ingestWords: Readonly<Record<IngestReason, Readonly<Record<CommandLanguage, string>>>> = {
  empty: {
    zh: "文件为空，或其中没有记录。请核对是否拷贝完整。",
    en: "The file is empty or holds no recording. Check that it was copied completely.",
  },
  truncated: {
    zh: "文件不完整：内容在应有的结尾之前中断。请从设备重新导出。",
    en: "The file ends before what it announces. Export it from the device again.",
  },
  damaged: {
    zh: "文件已损坏：内部数据相互矛盾。请从设备重新导出并保留原件。",
    en: "The file is damaged: its contents contradict each other. Export it again and keep this one.",
  },
  "unsupported-container": {
    zh: "不支持的文件格式。可入库：MP4、MOV、M4A、MP3、WAV、JPEG、PNG；经转制可入库：MKV、WebM、AVI、TS、PS、AMR。",
    en: "Unsupported file format. Taken in are MP4, MOV, M4A, MP3, WAV, JPEG and PNG, and as a rendition MKV, WebM, AVI, TS, PS and AMR.",
  },
  "unsupported-codec": {
    zh: "不支持的编码，无法解码。请保留原件，并向设备厂商索取可读格式。",
    en: "Unsupported coding that nothing here can decode. Keep the original and ask the maker of the device for a readable form.",
  },
  "needs-tool": {
    zh: "此格式须由总部转制，但本机未安装 FFmpeg。请执行 sudo apt-get install -y ffmpeg，再重试。",
    en: "This format needs a rendition, and FFmpeg is not installed here. Run sudo apt-get install -y ffmpeg, then try again.",
  },
  "rendition-unproven": {
    zh: "转制件与原件逐帧比对不一致，未入库，原件未动。请从设备重新导出为 MP4。",
    en: "The rendition is not frame for frame the original, so nothing was taken in. Export the recording as MP4 from the device.",
  },
  encrypted: {
    zh: "文件已被其他系统加密，须先由原系统解密。",
    en: "The samples are encrypted by another system, which has to decrypt them first.",
  },
  "unsupported-edits": {
    zh: "剪辑表使画面重复、倒放或定格，不能作为原始记录入库。",
    en: "The edit list repeats, reverses or freezes pictures; this is no original recording.",
  },
  "no-keyframe": {
    zh: "记录不以可独立解码的画面开始，或此类画面间隔过长。",
    en: "The recording does not start with a picture that decodes alone, or such pictures lie too far apart.",
  },
  "unreliable-times": {
    zh: "时间戳缺失、重复或与画面顺序矛盾，无法确定帧号。",
    en: "Presentation times are missing, doubled or out of order, so frames cannot be named.",
  },
  unreadable: {
    zh: "无法读取文件。请检查路径和权限。",
    en: "The file cannot be read. Check its path and permissions.",
  },
  "name-too-long": { zh: "文件名过长。请缩短后重试。", en: "The file name is too long. Shorten it and try again." },
  "bad-metadata": {
    zh: "元数据不符合台账要求（表 F21）。请更正后重试。",
    en: "The metadata does not match the materials ledger (form F21). Correct it and try again.",
  },
  exists: {
    zh: "该记录编码已入库，未作任何更改。",
    en: "A recording with this code is already in the store; nothing was changed.",
  },
  "disk-full": {
    zh: "存储空间不足，未留下任何文件。请清理后重试。",
    en: "The store is full; nothing was left behind. Free space and try again.",
  },
  cancelled: { zh: "已取消，未留下任何文件。", en: "Cancelled; nothing was left behind." },
};

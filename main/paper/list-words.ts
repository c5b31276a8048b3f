import type { differenceKinds, exhibitKinds, manners, mediums, receivers } from "../../shared/extractions.ts";
import type { RegisterRow } from "../../shared/model/evidence.ts";
import type { Footage, Secrecy } from "../../shared/model/footage.ts";
import type { Text } from "../../shared/model/policy/text.ts";
import type { ApplicantClass, IdKind, Verb } from "../../shared/model/request.ts";
import type { StopReason } from "../../shared/model/viewing.ts";

export { groundWords, purposeWords, routeWords } from "../../shared/access/policy/names.ts";

/**
 * The closed lists as paper writes them: the same words as on screen, which `tests/unit/paper/list-words.test.ts` holds them to.
 */
type Words<K extends string> = Readonly<Record<K, Text>>;
type Capacity = RegisterRow["persons"][number]["capacity"];

export const applicantWords: Words<ApplicantClass> = {
  staff: { zh: "本单位人员", en: "Own staff" },
  superior: { zh: "上级机关", en: "Superior authority" },
  otherAgency: { zh: "其他机关", en: "Other agency" },
  party: { zh: "当事人", en: "Party" },
  interestedPerson: { zh: "利害关系人", en: "Interested person" },
  lawyer: { zh: "律师", en: "Lawyer" },
  reconsiderationBody: { zh: "复议机关", en: "Reconsideration body" },
  court: { zh: "审判机关", en: "Court" },
  procuratorate: { zh: "检察机关", en: "Procuratorate" },
  discipline: { zh: "纪检监察", en: "Discipline inspection" },
};

export const verbWords: Words<Verb> = {
  view: { zh: "查阅", en: "View" },
  callUp: { zh: "调阅", en: "Call up" },
  takeForEvidence: { zh: "调取", en: "Take for evidence" },
  borrow: { zh: "借阅", en: "Borrow" },
  excerpt: { zh: "摘抄", en: "Excerpt" },
  copy: { zh: "复制", en: "Copy" },
  extract: { zh: "提取", en: "Extract" },
  transfer: { zh: "移送", en: "Transfer" },
  delete: { zh: "删除", en: "Delete" },
  destroy: { zh: "销毁", en: "Destroy" },
};

export const volumeWords: Words<Footage["volume"]> = {
  main: { zh: "正卷", en: "Main volume" },
  supplementary: { zh: "副卷", en: "Supplementary volume" },
};

export const secrecyWords: Words<Secrecy> = {
  none: { zh: "公开", en: "Open" },
  internal: { zh: "内部", en: "Internal" },
  privacy: { zh: "涉个人隐私", en: "Privacy" },
  business: { zh: "涉商业秘密", en: "Business secret" },
  confidential: { zh: "秘密", en: "Confidential" },
  secret: { zh: "机密", en: "Secret" },
  topSecret: { zh: "绝密", en: "Top secret" },
  pending: { zh: "待定密", en: "Class pending" },
};

export const capacityWords: Words<Capacity> = {
  viewer: { zh: "查阅人", en: "Viewer" },
  supervisor: { zh: "监督人", en: "Supervisor" },
  clerk: { zh: "经办人", en: "Clerk" },
  interpreter: { zh: "翻译人员", en: "Interpreter" },
  guardian: { zh: "法定代理人", en: "Guardian" },
};

export const outcomeWords: Words<RegisterRow["outcome"]> = {
  open: { zh: "进行中", en: "In progress" },
  ended: { zh: "正常结束", en: "Ended" },
  stopped: { zh: "被中止", en: "Stopped" },
  interrupted: { zh: "意外中断", en: "Interrupted" },
};

export const stopWords: Words<StopReason> = {
  "watermark-removed": { zh: "水印层被移除", en: "The watermark was removed" },
  "watermark-covered": { zh: "水印被遮挡", en: "The watermark was covered" },
  "picture-covered": { zh: "画面被其他内容遮挡", en: "The picture was covered" },
  "cover-removed": { zh: "不予展示的遮挡被移除", en: "The cover over a withheld part was removed" },
  "roster-broken": { zh: "在场人员不齐", en: "Somebody who must be present left" },
  "presence-unconfirmed": { zh: "监督人未按时确认在场", en: "Nobody confirmed that the supervisor is present" },
  "empty-chair": { zh: "应在场人员不在座位", en: "Somebody who must be present was not in their place" },
  "unlisted-person": { zh: "室内有未登记人员", en: "Somebody was in the room who is not on the roster" },
  "token-removed": { zh: "监督人令牌已从读卡器拔出", en: "The supervisor's token was taken out of the reader" },
  rested: { zh: "停顿超过规定时间，本场已结束", en: "The viewing rested longer than is allowed and is over" },
  "screen-locked": { zh: "屏幕已锁定", en: "The screen was locked" },
  "grant-revoked": { zh: "总部已撤销授权", en: "Headquarters revoked the grant" },
  "grant-expired": { zh: "授权到期", en: "The grant's window closed" },
  "footage-damaged": { zh: "记录资料校验不符", en: "The recording failed its check" },
  "log-failed": { zh: "日志无法写入", en: "The log could not be written" },
  "shell-closed": { zh: "窗口被关闭", en: "The window was closed" },
  "second-display": { zh: "另有显示器在显示本屏内容", en: "Another display shows this screen" },
  "display-changed": { zh: "显示器接入、拔出或设置改变", en: "A display was added, removed or set differently" },
  "session-inactive": { zh: "已切换到其他用户或终端", en: "Another user or terminal is in front" },
  "machine-asleep": { zh: "计算机休眠或关机", en: "The computer went to sleep or was shut down" },
  "screen-recorder": { zh: "有截屏、录屏程序在运行", en: "A program that records the screen is running" },
  "remote-session": { zh: "有远程控制程序或远程会话", en: "A remote-control program or a remote session is running" },
  debugger: { zh: "有程序在调试、读取本程序", en: "A program is debugging or reading this one" },
  "clock-stepped": { zh: "计算机时钟被拨动", en: "The computer's clock was moved" },
  "device-plugged": { zh: "接入了存储、输入或采集设备", en: "A storage, input or capture device was plugged in" },
  "network-added": { zh: "接入了新的网络设备", en: "A new network device was added" },
  "sound-recorded": { zh: "有程序在采集声音", en: "A program is taking sound in" },
  "sound-moved": { zh: "声音输出设备改变", en: "Sound goes to another device" },
  "virtual-machine": { zh: "本机是虚拟机", en: "This computer is a virtual machine" },
  "swap-on": { zh: "内存可能被交换到磁盘", en: "Memory may be swapped to a disk" },
  "core-dumps": { zh: "程序崩溃时可能转储内存", en: "Memory may be written to disk when a program crashes" },
  "power-changed": { zh: "电源接通或断开", en: "Mains power came or went" },
  "protection-failed": { zh: "有防护措施失效", en: "A protection failed" },
};

export const exhibitWords: Words<(typeof exhibitKinds)[number]> = {
  clip: { zh: "视频片段", en: "Clip" },
  still: { zh: "静帧画面", en: "Still" },
};

export const mannerWords: Words<(typeof manners)[number]> = {
  copy: { zh: "逐位复制（自关键帧起，不重新编码）", en: "Bit for bit, from a keyframe, not coded anew" },
  recode: { zh: "逐帧无损重新编码", en: "Coded anew without loss, frame by frame" },
};

export const mediumWords: Words<(typeof mediums)[number]> = {
  disc: { zh: "光盘", en: "Disc" },
  portable: { zh: "移动介质", en: "Portable medium" },
  dedicatedDisk: { zh: "专门硬盘", en: "Dedicated disk" },
};

export const receiverWords: Words<(typeof receivers)[number]> = {
  police: { zh: "公安机关", en: "Police" },
  procuratorate: { zh: "检察机关", en: "Procuratorate" },
  court: { zh: "审判机关", en: "Court" },
  reconsideration: { zh: "复议机关", en: "Reconsideration body" },
  supervision: { zh: "监察机关", en: "Supervision authority" },
  caseFile: { zh: "附卷", en: "Case file" },
};

/** After "frame n". */
export const differenceWords: Words<(typeof differenceKinds)[number]> = {
  altered: { zh: "与原件不同（被改动或重新编码）", en: "is not the original's (altered or coded anew)" },
  missing: { zh: "缺失", en: "is missing" },
  repeated: { zh: "重复出现", en: "is shown twice" },
  misplaced: { zh: "位置不符", en: "is out of place" },
  extra: { zh: "之后有多余画面", en: "is followed by a picture that was not ordered" },
};

/** Documents by which somebody without a certificate is known. */
export const idWords: Words<IdKind> = {
  residentId: { zh: "居民身份证", en: "resident identity card" },
  passport: { zh: "护照", en: "passport" },
  lawyerLicence: { zh: "律师执业证", en: "lawyer's licence" },
  officialCertificate: { zh: "工作证件", en: "certificate of office" },
  other: { zh: "其他证件", en: "other document" },
};

/** The word of a closed list; a code that this version does not know is written as it is. */
export function wordOf(words: Words<string>, code: string): Text {
  return (Object.hasOwn(words, code) ? words[code] : undefined) ?? { zh: code, en: code };
}

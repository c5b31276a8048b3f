import type { ShareRefusal } from "../../shared/refusals.ts";
import type { CommandLanguage } from "./words.ts";

type Both = Readonly<Record<CommandLanguage, string>>;

/** What the commands about the master key say. */
export const keyWords = {
  made: {
    zh: "已备份主密钥。请将各份额分别交给保管人，分开保存，并尽快演练一次。",
    en: "The master key is backed up. Hand each share to its custodian, keep them apart, and rehearse soon.",
  },
  rehearsed: {
    zh: "演练成功：{n} 项密封内容全部打开，未作任何改动。",
    en: "It works: all {n} sealed secrets open. Nothing was changed.",
  },
  restored: {
    zh: "主密钥已恢复：{n} 项密封内容全部打开。",
    en: "The master key is back: all {n} sealed secrets open.",
  },
  openShareNeeds: {
    zh: "需要 --share、--token 和 --pin-file。",
    en: "open-share needs --share, --token and --pin-file.",
  },
  notYours: {
    zh: "该份额不能用此令牌打开：PIN 码不正确，或份额属于另一名保管人。",
    en: "This token does not open that share: the PIN is wrong, or the share is another custodian's.",
  },
  foundedAlready: {
    zh: "需要两名以上不同的 --administrator；且总部尚未登记任何人员时才能建立。",
    en: "found needs two or more different --administrator names, and a headquarters that knows nobody yet.",
  },
  founded: {
    zh: "管理员 {name}：令牌 {file}，PIN 码 {pin}（只显示这一次，请本人尽快换发）。",
    en: "Administrator {name}: token {file}, PIN {pin} (shown this once; have a new one issued soon).",
  },
  badNumbers: {
    zh: "份数不符：--threshold 不少于 2，且不多于保管人数。",
    en: "The numbers do not fit: --threshold is at least 2 and at most the number of custodians.",
  },
} as const satisfies Readonly<Record<string, Both>>;

/** Why shares do not give the key, as a person at the terminal reads it. */
export const shareWords: Readonly<Record<ShareRefusal, Both>> = {
  unreadable: {
    zh: "这不是一份密钥份额，或已残缺。请核对后重试。",
    en: "This is no share of a key, or part of it is missing. Check it and try again.",
  },
  altered: {
    zh: "份额与校验值不符，内容已变动。请换另一名保管人的份额。",
    en: "A share does not match its check value; it was changed. Bring another custodian's.",
  },
  mixed: {
    zh: "份额不属于同一次备份。请只使用同一次备份的份额。",
    en: "The shares do not belong to one backup. Use shares of one backup only.",
  },
  duplicate: {
    zh: "同一份额提交了两次。请换另一名保管人的份额。",
    en: "The same share was brought twice. Bring another custodian's.",
  },
  "too-few": {
    zh: "份额数量不足。请再请一名保管人到场。",
    en: "There are too few shares. Have one more custodian come.",
  },
  "not-this-headquarters": {
    zh: "合成的密钥打不开本总部的密封内容。请确认备份属于本总部。",
    en: "The combined key does not open what this headquarters sealed. Make sure the backup is of this headquarters.",
  },
  "key-present": {
    zh: "主密钥仍在，未作任何改动。如要演练，请用 rehearse。",
    en: "The master key is in its place; nothing was changed. To rehearse, use rehearse.",
  },
};

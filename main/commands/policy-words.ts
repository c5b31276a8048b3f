import type { PolicyRefusal } from "../headquarters/index.ts";
import type { Severity } from "../../shared/access/policy/lint.ts";
import type { LegalRoute } from "../../shared/model/request.ts";
import type { CommandLanguage } from "./words.ts";

type Said = Readonly<Record<CommandLanguage, string>>;

/** Words of `vitrine policy`. */
export const policyWords = {
  unusable: {
    zh: "这不是可用的规则包。按下列位置逐项改正后再试：",
    en: "This is no usable policy pack. Put right what stands below, then try again:",
  },
  clean: { zh: "未发现冲突或者缺漏。", en: "No contradiction and no gap was found." },
  settled: { zh: "本包的缺省做法", en: "what this pack does by default" },
  inherited: { zh: "以下部分沿用基础包", en: "taken over from the pack underneath" },
  house: { zh: "内部约定", en: "house rules" },
  quoted: { zh: "引用条文", en: "quoted provisions" },
  mended: { zh: "残损条文", en: "read from a damaged copy" },
  nobody: { zh: "没有规则，不予受理。", en: "No rule applies; the request is refused." },
  refused: { zh: "不予调用", en: "refused" },
  notOffered: { zh: "不提供此方式", en: "not offered" },
  papers: { zh: "查阅人应当出示", en: "papers to show" },
  presence: { zh: "在场监督人", en: "supervisors present" },
  noRoute: { zh: "没有适用途径", en: "no route leads there" },
  signed: { zh: "已签名", en: "signed" },
  wrongPin: { zh: "口令不对，或者令牌损坏。", en: "Wrong PIN, or the token is damaged." },
  noToken: { zh: "无法读取令牌文件。", en: "The token file cannot be read." },
  unknown: {
    zh: "不认识的申请人类别、方式或者途径。可用：",
    en: "Unknown class, verb or route. Known are:",
  },
} as const satisfies Readonly<Record<string, Said>>;

/** Why headquarters does not start under a pack: what is wrong, then what to do. */
export const policyRefusalWords: Readonly<Record<PolicyRefusal, Said>> = {
  unsigned: {
    zh: "规则包没有签名。请由法制员用 vitrine policy sign 签名后，以 --policy-signature 一并提供；现行规则包继续有效。",
    en: "The policy pack is not signed. Have a legal officer sign it (vitrine policy sign) and give the signature with --policy-signature; the pack in force stays in force.",
  },
  signature: {
    zh: "签名与规则包内容不符，或者签名证书不受信任。请核对文件未被改动，重新签名；现行规则包继续有效。",
    en: "The signature is not over this pack, or its certificate is not trusted. Check that the file was not altered and sign it again; the pack in force stays in force.",
  },
  signer: {
    zh: "签名人不是本单位在册的法制员，或者已被停用。请由法制员签名；现行规则包继续有效。",
    en: "Whoever signed is no legal officer of this authority, or not any more. Have a legal officer sign; the pack in force stays in force.",
  },
  older: {
    zh: "规则包的版本不高于现行版本。请提高版本号后重新签名；现行规则包继续有效。",
    en: "The pack is no newer than the one in force. Raise its version and sign it again; the pack in force stays in force.",
  },
  altered: {
    zh: "版本号与现行规则包相同，内容却不同。内容有变须提高版本号并重新签名；现行规则包继续有效。",
    en: "The pack has the version of the one in force and other contents. A change needs a higher version and a new signature; the pack in force stays in force.",
  },
  "other-authority": {
    zh: "这是另一个机关的规则包。一个总部只服务一个机关；请另设总部文件夹。",
    en: "This is the pack of another authority. A headquarters serves one; use another folder for the other.",
  },
  damaged: {
    zh: "总部保存的规则包与其签名不符，可能被改动。请停止使用，保留现场并从备份恢复。",
    en: "The pack that headquarters keeps is not what was signed; somebody may have altered it. Stop, keep everything as it is, and restore from a backup.",
  },
};

/** What weighs how much. */
export const severityWords: Readonly<Record<Severity, Said>> = {
  error: { zh: "错误", en: "error" },
  conflict: { zh: "冲突", en: "contradiction" },
  gap: { zh: "缺漏", en: "gap" },
};

/** Steps of a chain. */
export const stepWords: Readonly<Record<"opinion" | "decide" | "provide", Said>> = {
  opinion: { zh: "承办意见", en: "opinion" },
  decide: { zh: "审批决定", en: "decides" },
  provide: { zh: "办理提供", en: "provides" },
};

/** Ways by which an application comes. */
export const routeWords: Readonly<Record<LegalRoute, Said>> = {
  internal: { zh: "内部调用", en: "internal use" },
  fileAccess: { zh: "案卷查阅", en: "access to files" },
  disclosure: { zh: "信息公开", en: "disclosure" },
  proceedings: { zh: "诉讼复议提供", en: "proceedings" },
  transfer: { zh: "移送", en: "transfer" },
};

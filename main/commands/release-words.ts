import type { ReleaseFault } from "../formats/release.ts";
import type { ReleaseRefusal } from "../headquarters/index.ts";
import type { CommandLanguage } from "./words.ts";

/** Why a release counts for nothing, and what to do. */
export const releaseFaultWords: Readonly<Record<ReleaseFault, Readonly<Record<CommandLanguage, string>>>> = {
  malformed: {
    zh: "这不是发布文件，或文件已损坏。请向发布人员重新索取 release.json。",
    en: "This is no release file, or it is damaged. Ask whoever issues releases for release.json again.",
  },
  unsigned: {
    zh: "没有任何一把本版本的发布密钥签过名。请不要安装。",
    en: "No release key of this edition has signed it. Do not install it.",
  },
  "too-few-signatures": {
    zh: "只有一把发布密钥签过名，至少需要两人签名。请交由另一名持钥人签署。",
    en: "Only one release key has signed it; two persons must. Hand it to another holder of a release key.",
  },
  "bad-signature": {
    zh: "签名与内容不符：文件签署后被改动。请不要安装，并报告管理员。",
    en: "A signature does not fit the content: the file was changed after it was signed. Do not install it, and report it.",
  },
  "wrong-edition": {
    zh: "该发布属于另一版本（正式版与测试版的密钥不同）。",
    en: "This release is of another edition: sealed and end-to-end programs have different keys.",
  },
};

/** Why headquarters does not take a release, and what to do. */
export const releaseRefusalWords: Readonly<Record<ReleaseRefusal, Readonly<Record<CommandLanguage, string>>>> = {
  ...releaseFaultWords,
  "other-keys": {
    zh: "总部为该版本记下的是另一组发布公钥，未添加。请核对 release-roots.json 的来源。",
    en: "This headquarters has pinned other release keys for the edition; nothing was added. Check where release-roots.json comes from.",
  },
  "no-keys": {
    zh: "总部还不认识该版本的发布公钥。首次添加请用 --roots 指定 release-roots.json。",
    en: "This headquarters knows no release keys of the edition yet. Name release-roots.json with --roots the first time.",
  },
  expired: {
    zh: "该发布已过期，未添加。请重新签发。",
    en: "This release has expired and was not added. Have it issued anew.",
  },
  "not-newer": {
    zh: "该发布不比总部现有的新：版本与序号都必须更高。未添加。",
    en: "This release is not newer than the one in force: version and counter must both be higher. Nothing was added.",
  },
  "other-package": {
    zh: "安装包与发布文件所载的不是同一个，未添加。",
    en: "The package is not the one that the release names; nothing was added.",
  },
};

interface ReleaseWords {
  readonly added: string;
  readonly unreadable: string;
  readonly noKey: string;
  readonly noRoots: string;
  readonly notThree: string;
  readonly exists: string;
  readonly expired: string;
  readonly otherPackage: string;
  readonly good: string;
  readonly goodPackage: string;
  readonly emergency: string;
  readonly signed: (name: string) => string;
  readonly keyIs: (key: string) => string;
  readonly what: (version: string, counter: number, edition: string, platform: string) => string;
  readonly minimum: (version: string) => string;
  readonly time: (issued: string, expires: string) => string;
  readonly package: (name: string, size: number) => string;
  readonly share: (percent: number) => string;
  readonly digest: (digest: string) => string;
  readonly by: (names: readonly string[], needed: number) => string;
}

/** What `vitrine release` says. */
export const releaseWords: Readonly<Record<CommandLanguage, ReleaseWords>> = {
  zh: {
    added: "已添加。工作站在下次查询时得到。",
    unreadable: "读不到发布文件，或者它不是 release.json。",
    noKey: "私钥打不开：文件不是 Ed25519 私钥（PEM），或口令错误。",
    noRoots: "读不到发布公钥文件 release-roots.json，或其内容不正确。",
    notThree: "需要三把不同名称、互不相同的发布公钥。",
    exists: "目标文件已存在或不能写入。请换一个文件名。",
    expired: "该发布已过期，工作站不会安装。请重新签发。",
    otherPackage: "安装包与发布文件所载的不是同一个。请不要安装。",
    good: "签名有效。未核对安装包（可用 --artefact 指定）。",
    goodPackage: "签名有效，安装包与所载一致。",
    emergency: "紧急更新：所有工作站立即安装",
    signed: (name) => `已签名：${name}`,
    keyIs: (key) => `公钥：${key}`,
    what: (version, counter, edition, platform) =>
      `版本 ${version}，序号 ${counter}，${edition === "sealed" ? "正式版" : "测试版"}，${platform}`,
    minimum: (version) => `允许继续使用的最低版本：${version}`,
    time: (issued, expires) => `签发 ${issued}，有效至 ${expires}`,
    package: (name, size) => `安装包 ${name}，${size} 字节`,
    share: (percent) => `分批：${percent}% 的工作站`,
    digest: (digest) => `发布摘要：${digest}`,
    by: (names, needed) => `签名密钥：${names.join("、")}（至少 ${needed} 把）`,
  },
  en: {
    added: "Added. Stations get it when they ask next.",
    unreadable: "The release file cannot be read, or it is no release.json.",
    noKey: "The private key does not open: it is no Ed25519 private key (PEM), or the passphrase is wrong.",
    noRoots: "The file of release keys, release-roots.json, cannot be read or is not in order.",
    notThree: "Three different release keys under three different names are needed.",
    exists: "The target exists already or cannot be written. Choose another name.",
    expired: "This release has expired; no station installs it. Have it issued anew.",
    otherPackage: "The package is not the one that the release names. Do not install it.",
    good: "The signatures hold. The package was not looked at (name it with --artefact).",
    goodPackage: "The signatures hold, and the package is the one they name.",
    emergency: "emergency: all stations install it at once",
    signed: (name) => `signed: ${name}`,
    keyIs: (key) => `public key: ${key}`,
    what: (version, counter, edition, platform) => `version ${version}, counter ${counter}, ${edition}, ${platform}`,
    minimum: (version) => `oldest version that may go on working: ${version}`,
    time: (issued, expires) => `issued ${issued}, good until ${expires}`,
    package: (name, size) => `package ${name}, ${size} bytes`,
    share: (percent) => `share: ${percent} % of the stations`,
    digest: (digest) => `digest of the release: ${digest}`,
    by: (names, needed) => `signed by ${names.join(", ")} (${needed} needed)`,
  },
};

import { base64 } from "../formats/bytes.ts";
import type { ForkedHead, ForkObjection, ForkReport } from "../formats/fork-proof.ts";
import type { CommandLanguage } from "./words.ts";

interface Words {
  readonly proven: string;
  readonly notProven: string;
  readonly unreadable: string;
  readonly log: (origin: string) => string;
  readonly head: (head: ForkedHead) => string;
  readonly key: (head: ForkedHead) => string;
  readonly known: string;
  readonly unknown: string;
  readonly objections: Readonly<Record<ForkObjection, string>>;
}

const english: Words = {
  proven: "PROVEN: the log forked. It signed two histories that cannot both be true.",
  notProven: "NOT PROVEN:",
  unreadable: "NOT READABLE: this file is no fork proof.",
  log: (origin) => `Log: ${origin}`,
  head: ({ size, root }) => `Signed: ${size} entries with root ${base64(root)}`,
  key: ({ epoch, key }) => `Key of epoch ${epoch}: ${key}`,
  known: "The keys are among those given.",
  unknown:
    "The keys were not compared with any known ones: compare the first with the enrolment, the others with the log's own key changes, or give them with --key.",
  objections: {
    signature: "a signature is missing or wrong.",
    "other-log": "a key belongs to another log.",
    "same-history": "both heads are of one and the same history.",
    "no-proof": "the proof that ties the two sizes together is missing or wrong.",
    "key-unknown": "a head was signed by a key that is not among those given.",
  },
};

const chinese: Words = {
  proven: "已证明：日志分叉。同一日志签署了两份不能同时为真的历史。",
  notProven: "未能证明：",
  unreadable: "无法读取：该文件不是分叉证明。",
  log: (origin) => `日志：${origin}`,
  head: ({ size, root }) => `已签署：${size} 条，根 ${base64(root)}`,
  key: ({ epoch, key }) => `第 ${epoch} 期密钥：${key}`,
  known: "密钥在所给密钥之中。",
  unknown: "未与已知密钥比对：首期密钥请与登记核对，其余请与日志自身的密钥更替核对，或以 --key 给出。",
  objections: {
    signature: "签名缺失或有误。",
    "other-log": "密钥属于另一份日志。",
    "same-history": "两个检查点同属一份历史。",
    "no-proof": "连接两个条目数的证明缺失或有误。",
    "key-unknown": "签名密钥不在所给密钥之中。",
  },
};

/** The report of `vitrine verify-fork` as lines for a person. */
export function forkLines(report: ForkReport, language: CommandLanguage): readonly string[] {
  const words = language === "zh" ? chinese : english;
  if (report.outcome === "unreadable") {
    return [words.unreadable];
  }
  const { origin, heads, areKeysKnown, objection } = report;
  return [
    objection === undefined ? words.proven : `${words.notProven} ${words.objections[objection]}`,
    words.log(origin),
    ...heads.flatMap((head) => [words.head(head), words.key(head)]),
    ...(objection === undefined ? [areKeysKnown ? words.known : words.unknown] : []),
  ];
}

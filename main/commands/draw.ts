import { readFile } from "node:fs/promises";
import { hex } from "../formats/bytes.ts";
import { drawCommitmentDigest } from "../formats/draw.ts";
import { judgeDraw, parseDraw, type DrawFault } from "../formats/draw-file.ts";
import { FormatError } from "../formats/format-error.ts";
import { keysOf } from "./keys.ts";
import type { CommandLanguage } from "./words.ts";

export interface DrawCommand {
  /** File of the draw, as a plan's page hands it out. */
  readonly file: string;
  /** Verifier keys of headquarters: of its log, and of its cosignature. */
  readonly key: readonly string[];
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
  readonly json?: boolean;
}

type FaultWords = Readonly<Record<DrawFault["kind"], string>>;

const words = {
  zh: {
    unreadable: "读不出抽签文件：不存在、不完整，或者不是抽签文件。",
    badKey: "密钥格式不对。请使用总部公布的日志密钥和会签密钥。",
    noKey: "请用 --key 给出总部的日志密钥和会签密钥；没有它们，种子由谁给出无从核对。",
    draw: (plan: string, round: number, items: number, drawn: number) =>
      `计划 ${plan}，第 ${round} 次抽签：抽样框 ${items} 项，抽中 ${drawn} 项。`,
    commitment: (digest: string) => `承诺 ${digest}`,
    sound: "成立：抽样框与承诺一致，承诺先于种子，重新抽签所得样本完全相同。",
    fault: (text: string, key: string | null) => `不成立：${text}${key === null ? "" : `（${key}）`}。`,
    faults: {
      added: "抽样框被添加了项目",
      removed: "抽样框被删去了项目",
      changed: "抽样框中的项目与承诺时不同",
      reordered: "抽样框的顺序与承诺时不同",
      repeated: "抽样框中有重复的项目",
      strata: "分层与承诺不符",
      take: "样本量与计划的比例不符",
      musts: "必查项目的数目与承诺不符",
      entry: "日志中承诺的是另一内容",
      "seed-unsigned": "种子并非由总部给出",
      "seed-other": "种子属于另一次抽签",
      unlogged: "承诺不在场所日志之中",
      late: "承诺晚于种子",
      rerolled: "该计划此前已抽过签，本次未如实编次",
      dated: "承诺所载日期与总部会签时间不符",
      "sample-added": "样本中多出未抽中的项目",
      "sample-dropped": "样本中缺少抽中的项目",
    } satisfies FaultWords,
  },
  en: {
    unreadable: "The file cannot be read: it is missing, incomplete, or no draw.",
    badKey: "A key is malformed. Use the keys of its log and of its cosignature that headquarters publishes.",
    noKey:
      "Give the keys of headquarters' log and cosignature with --key; without them nobody can tell who gave the seed.",
    draw: (plan: string, round: number, items: number, drawn: number) =>
      `Plan ${plan}, draw ${round}: ${drawn} of ${items} lines drawn.`,
    commitment: (digest: string) => `Commitment ${digest}`,
    sound:
      "Proved: the frame is the committed one, the commitment came before the seed, and drawing again gives exactly this sample.",
    fault: (text: string, key: string | null) => `Wrong: ${text}${key === null ? "" : ` (${key})`}.`,
    faults: {
      added: "a line was added to the frame",
      removed: "a line was left out of the frame",
      changed: "a line of the frame is not as it was committed",
      reordered: "the frame is in another order than committed",
      repeated: "a line stands in the frame twice",
      strata: "the strata are not as committed",
      take: "the size of the sample is not what the plan's ratio gives",
      musts: "the number of lines that must be looked at is not as committed",
      entry: "the log commits to something else",
      "seed-unsigned": "headquarters did not give this seed",
      "seed-other": "the seed belongs to another draw",
      unlogged: "the commitment is not in the station's log",
      late: "the commitment came after the seed",
      rerolled: "there was a draw under this plan before, and this one does not say so",
      dated: "the commitment's date does not fit the time at which headquarters cosigned",
      "sample-added": "the sample holds a line that was not drawn",
      "sample-dropped": "the sample lacks a line that was drawn",
    } satisfies FaultWords,
  },
} as const;

/**
 * `vitrine draw verify FILE`: runs a draw again, without app, network or database (plan F9).
 *
 * @returns the exit code: 0 the same sample, which could have been no other; 1 something does not fit, each named; 2
 * unusable input.
 */
export async function drawCommand({ file, key, language, line, json }: DrawCommand): Promise<number> {
  const say = words[language];
  const verifiers = keysOf(key);
  if (verifiers === null || verifiers.length === 0) {
    line(verifiers === null ? say.badKey : say.noKey);
    return 2;
  }
  try {
    const draw = parseDraw((await readFile(file, "utf8").catch(() => "")).trimEnd());
    const faults = judgeDraw(draw, verifiers);
    const { commitment, items, sample } = draw;
    if (json === true) {
      line(JSON.stringify({ plan: commitment.plan, round: commitment.round, items: items.length, sample, faults }));
    } else {
      line(say.draw(commitment.plan, commitment.round, items.length, sample.length));
      line(say.commitment(hex(drawCommitmentDigest(commitment))));
      faults.forEach((fault) => line(say.fault(say.faults[fault.kind], "key" in fault ? fault.key : null)));
      if (faults.length === 0) {
        line(say.sound);
      }
    }
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof FormatError) {
      line(say.unreadable);
      return 2;
    }
    throw error;
  }
}

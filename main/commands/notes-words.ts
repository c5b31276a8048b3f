import { tagNamed } from "../../shared/annotation/vocabulary.ts";
import type { NoteSecrecy, NoteState } from "../../shared/annotation/lists.ts";
import type { ShapeKind } from "../../shared/picture/drawing.ts";
import type { NotesReport } from "./verify-notes.ts";
import type { CommandLanguage } from "./words.ts";

type Both = Readonly<Record<CommandLanguage, string>>;
type Told = Exclude<NotesReport, { outcome: "unreadable" }>;

const verdicts: Readonly<Record<NotesReport["outcome"], Both>> = {
  verified: {
    zh: "核验通过：每一条标注均由其作者签名，文件由导出人签名，内容未被改动。",
    en: "VERIFIED: every note was signed by its author, the file by whoever took it out, and nothing was changed.",
  },
  unconfirmed: {
    zh: "未能确认：请以 --authority 给出机关证书后再核验。",
    en: "NOT CONFIRMED: give the authority's certificate with --authority to check the signatures.",
  },
  broken: {
    zh: "核验不通过：有签名不成立，或标注被改动、缺失。",
    en: "REJECTED: a signature does not hold, or a note was changed or left out.",
  },
  unreadable: {
    zh: "这不是标注文件，或已损坏。请给出工作站“导出标注”写出的文件。",
    en: "This is no file of notes, or it is damaged. Give the file that the station wrote.",
  },
};

const states: Readonly<Record<NoteState, Both>> = {
  open: { zh: "待处理", en: "open" },
  resolved: { zh: "已处理", en: "resolved" },
  withdrawn: { zh: "已撤回", en: "withdrawn" },
};

const secrecies: Readonly<Record<NoteSecrecy, Both>> = {
  office: { zh: "本机关内部", en: "office" },
  named: { zh: "指定人员", en: "named persons" },
  room: { zh: "在场可见", en: "everybody in the room" },
};

const shapes: Readonly<Record<ShapeKind, Both>> = {
  point: { zh: "点", en: "point" },
  rectangle: { zh: "矩形", en: "rectangle" },
  ellipse: { zh: "椭圆", en: "ellipse" },
  arrow: { zh: "箭头", en: "arrow" },
  freehand: { zh: "手绘", en: "freehand" },
  text: { zh: "文字", en: "text" },
};

/** A report as a person at the terminal reads it: the verdict, then note by note what it says. */
export function notesLines(report: NotesReport, language: CommandLanguage): string[] {
  const verdict = verdicts[report.outcome][language];
  return report.outcome === "unreadable"
    ? [verdict]
    : [verdict, ...headOf(report, language), ...notesOf(report, language)];
}

function headOf({ asset, station, at, by, unsigned, notes }: Told, language: CommandLanguage): string[] {
  const isChinese = language === "zh";
  const rows: readonly (readonly [zh: string, en: string, value: string])[] = [
    ["记录资料", "recording", asset],
    ["工作站", "station", station],
    ["导出时间", "taken out at", at],
    ...(by === null ? [] : [["导出人", "by", by] as const]),
    ["标注", "notes", String(notes.length)],
    ...(unsigned === 0 ? [] : [["不成立的修订", "revisions that do not hold", String(unsigned)] as const]),
  ];
  return rows.map(([zh, en, value]) => `  ${isChinese ? `${zh}：` : `${en}: `}${value}`);
}

function notesOf({ notes }: Told, language: CommandLanguage): string[] {
  return notes.flatMap(({ head, steps, first }) => {
    const { range, tag, text, status, secrecy, frames, shapes: drawn, thread } = head.revision;
    const where =
      thread === undefined
        ? `${String(range.from)}${range.to - range.from > 1 ? `–${String(range.to - 1)}` : ""}`
        : `↳ ${thread}`;
    const named = tagNamed(tag);
    const kinds = drawn.map(({ kind, keyframes }) => `${shapes[kind][language]}×${String(keyframes.length)}`);
    const facts = [
      where,
      ...(named === null ? [] : [named.name[language]]),
      states[status][language],
      secrecies[secrecy][language],
      first.revision.by.name,
      head.revision.at,
      `v${String(steps.length)}`,
    ];
    return [
      `- ${facts.join(" · ")}`,
      ...(text === "" ? [] : text.split("\n").map((one) => `    ${one}`)),
      ...(kinds.length === 0 ? [] : [`    ${kinds.join(", ")}`]),
      ...frames.map(
        ({ frame, ticks, timescale, digest }) =>
          `    #${String(frame)} ${String(ticks)}/${String(timescale)} ${digest}`,
      ),
    ];
  });
}

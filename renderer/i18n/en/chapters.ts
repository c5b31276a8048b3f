import type { chapters as original } from "../zh-CN/chapters.ts";

/** English, key by key with the Chinese original. */
export const chapters: Readonly<Record<keyof typeof original, string>> = {
  "chapters.title": "Chapters and gaps",
  "chapters.open": "Chapters",
  "chapters.none": "There is no place to go to yet. Approved ranges, notes and stages of enforcement are listed here.",
  "chapters.range": "Approved range begins",
  "chapters.frame": "frame {frame}",
  "chapters.gaps": "Gaps in the recording ({n})",
  "chapters.noGaps": "This recording has no gaps.",
  "chapters.gap": "{from} → {to}, {length} missing",
  "chapters.explained": "explained",
  "chapters.unexplained": "not explained",
  "chapters.before": "Before",
  "chapters.after": "After",
  "chapters.notApproved": "Outside the approved ranges: it takes another request.",
  "chapters.hint":
    "[ ] previous and next chapter; Shift+[ ] previous and next gap. Both sides of a gap are in real time.",
  "help.chapter": "Previous, next chapter",
  "help.gap": "Previous, next gap in the recording",
  "help.chapters": "List of chapters and gaps",
};

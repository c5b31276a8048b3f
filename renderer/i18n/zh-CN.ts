import { annotate } from "./zh-CN/annotate.ts";
import { bundle } from "./zh-CN/bundle.ts";
import { cameras } from "./zh-CN/cameras.ts";
import { entries } from "./zh-CN/entries.ts";
import { administration } from "./zh-CN/administration.ts";
import { administrationWords } from "./zh-CN/administration-words.ts";
import { chapters } from "./zh-CN/chapters.ts";
import { evidence } from "./zh-CN/evidence.ts";
import { extractions } from "./zh-CN/extractions.ts";
import { findings } from "./zh-CN/findings.ts";
import { footage } from "./zh-CN/footage.ts";
import { declarations } from "./zh-CN/declarations.ts";
import { times } from "./zh-CN/times.ts";
import { incidents } from "./zh-CN/incidents.ts";
import { inspections } from "./zh-CN/inspections.ts";
import { lists } from "./zh-CN/lists.ts";
import { log } from "./zh-CN/log.ts";
import { objection } from "./zh-CN/objection.ts";
import { player } from "./zh-CN/player.ts";
import { protections } from "./zh-CN/protections.ts";
import { receipts } from "./zh-CN/receipts.ts";
import { policy } from "./zh-CN/policy.ts";
import { records } from "./zh-CN/records.ts";
import { requests } from "./zh-CN/requests.ts";
import { retention } from "./zh-CN/retention.ts";
import { room } from "./zh-CN/room.ts";
import { session } from "./zh-CN/session.ts";
import { shell } from "./zh-CN/shell.ts";
import { standing } from "./zh-CN/standing.ts";
import { updates } from "./zh-CN/updates.ts";
import { view } from "./zh-CN/view.ts";
import { way } from "./zh-CN/way.ts";
import { withheld } from "./zh-CN/withheld.ts";
import { words } from "./zh-CN/words.ts";

/** Every sentence in Simplified Chinese. */
export const zhCN = {
  ...annotate,
  ...bundle,
  ...cameras,
  ...entries,
  ...administration,
  ...administrationWords,
  ...chapters,
  ...evidence,
  ...extractions,
  ...findings,
  ...footage,
  ...incidents,
  ...inspections,
  ...declarations,
  ...times,
  ...lists,
  ...log,
  ...objection,
  ...player,
  ...protections,
  ...receipts,
  ...policy,
  ...records,
  ...requests,
  ...retention,
  ...room,
  ...session,
  ...shell,
  ...standing,
  ...updates,
  ...view,
  ...way,
  ...withheld,
  ...words,
} as const;

/** The keys of the catalogue with the wording they carry in Chinese. */
export type Catalogue = typeof zhCN;

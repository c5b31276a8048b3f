import { annotate } from "./en/annotate.ts";
import { bundle } from "./en/bundle.ts";
import { cameras } from "./en/cameras.ts";
import { entries } from "./en/entries.ts";
import { administration } from "./en/administration.ts";
import { administrationWords } from "./en/administration-words.ts";
import { chapters } from "./en/chapters.ts";
import { evidence } from "./en/evidence.ts";
import { extractions } from "./en/extractions.ts";
import { findings } from "./en/findings.ts";
import { footage } from "./en/footage.ts";
import { declarations } from "./en/declarations.ts";
import { times } from "./en/times.ts";
import { incidents } from "./en/incidents.ts";
import { inspections } from "./en/inspections.ts";
import { lists } from "./en/lists.ts";
import { log } from "./en/log.ts";
import { objection } from "./en/objection.ts";
import { player } from "./en/player.ts";
import { protections } from "./en/protections.ts";
import { receipts } from "./en/receipts.ts";
import { policy } from "./en/policy.ts";
import { records } from "./en/records.ts";
import { requests } from "./en/requests.ts";
import { retention } from "./en/retention.ts";
import { room } from "./en/room.ts";
import { session } from "./en/session.ts";
import { shell } from "./en/shell.ts";
import { standing } from "./en/standing.ts";
import { updates } from "./en/updates.ts";
import { view } from "./en/view.ts";
import { way } from "./en/way.ts";
import { withheld } from "./en/withheld.ts";
import { words } from "./en/words.ts";
import type { Catalogue } from "./zh-CN.ts";

/** Every sentence in English. */
export const en: Readonly<Record<keyof Catalogue, string>> = {
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
};

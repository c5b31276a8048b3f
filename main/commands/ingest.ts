import { readFileSync } from "node:fs";
import type { IngestProgress } from "../headquarters/ingest/index.ts";
import { folderInUseWords, ingestWords, type CommandLanguage } from "./words.ts";
import { openAlone } from "./open-alone.ts";

export interface IngestCommand {
  readonly file: string;
  /** JSON file with the fields of form F21 that the recording does not carry itself. */
  readonly meta: string;
  /** Folder of the headquarters that takes the recording in; it must not be running elsewhere. */
  readonly folder: string;
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
  /** Rewritten in place while a long file is being read. */
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * `vitrine ingest FILE --meta META.json`: takes one recording into headquarters.
 *
 * @returns the exit code: 0 taken in; 1 refused with the reason printed, also when the folder is in use. Nothing of a
 * refused file stays behind.
 */
export async function ingestCommand({
  file,
  meta,
  folder,
  language,
  line,
  progress,
  signal,
}: IngestCommand): Promise<number> {
  const metadata = readMetadata(meta);
  if (metadata === null) {
    line(ingestWords["bad-metadata"][language]);
    return 1;
  }
  const headquarters = await openAlone(folder);
  if (headquarters === null) {
    line(folderInUseWords[language]);
    return 1;
  }
  try {
    // Ingest checks the metadata itself and refuses what does not match.
    const taken = await headquarters.administration.ingest(file, metadata as never, {
      onProgress: (step) => progress(progressLine(step)),
      signal,
    });
    progress("");
    if (!taken.ok) {
      line(`${ingestWords[taken.failure.reason][language]} (${taken.failure.detail})`);
      return 1;
    }
    line(`${taken.value.asset}  ${taken.value.kind}  ${taken.value.frames}  sha256 ${taken.value.originalDigest}`);
    return 0;
  } finally {
    await headquarters.close();
  }
}

function readMetadata(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch {
    return null;
  }
}

function progressLine({ phase, done, total }: IngestProgress): string {
  return `${phase} ${Math.floor((100 * done) / Math.max(1, total))} %`;
}

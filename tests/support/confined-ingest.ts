import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, stdout } from "node:process";
import { generateSigningKey } from "../../main/formats/ed25519.ts";
import { ingestFile, type IngestMetadataInput } from "../../main/headquarters/ingest/index.ts";

/**
 * `node --permission … confined-ingest.ts FILES STORE [OUTSIDE]`: takes in every file of a folder, as a process that may write
 * in the store alone. Anything it tried to write elsewhere ends as `crash` with the reason of the runtime.
 *
 * With OUTSIDE it tries that itself, so that the walls are seen to stand.
 */
const [files = "", store = "", outside] = argv.slice(2);
const described = join(import.meta.dirname, "../../resources/demo/WH-20261109-A023-P1.json");
const signer = { name: "ingest.example/store", key: generateSigningKey().privateKey };
const outcomes: Record<string, string> = {};

const taken = async (name: string, number: number): Promise<string> => {
  try {
    const result = await ingestFile({
      file: join(files, name),
      // A name that begins so asks for its package elsewhere.
      meta: {
        ...(JSON.parse(readFileSync(described, "utf8")) as IngestMetadataInput),
        asset: name.startsWith("code ") ? readFileSync(join(files, name), "utf8") : `HOSTILE-${number}`,
      },
      folder: store,
      signer,
      survey: false,
      takeCustody: () => undefined,
    });
    return result.ok ? "taken in" : result.failure.reason;
  } catch (error) {
    return `crash ${String(error)}`;
  }
};

for (const [number, name] of readdirSync(files).toSorted().entries()) {
  // oxlint-disable-next-line no-await-in-loop -- one store
  outcomes[name] = await taken(name, number);
}
if (outside !== undefined) {
  try {
    writeFileSync(outside, "");
    outcomes["outside"] = "written";
  } catch (error) {
    outcomes["outside"] = error instanceof Error && "code" in error ? String(error.code) : "crash";
  }
}
stdout.write(JSON.stringify(outcomes));

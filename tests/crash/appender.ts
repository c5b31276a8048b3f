import { writeSync } from "node:fs";
import { logExists, createLog, openLog } from "../../main/auditlog/index.ts";

/**
 * Appends for ever and says each acknowledged size on its standard output; the test kills it.
 *
 * Arguments: folder of the log.
 */
const [folder = ""] = process.argv.slice(2);
const options = {
  origin: "demo/ws/crash/1",
  clock: { wall: () => new Date(), mono: () => process.hrtime.bigint() },
  keyStore: null,
};
const log = logExists(folder) ? openLog(folder, options) : createLog(folder, options);
for (let n = 0; ; n++) {
  const entry = { t: "config", b: { n, filling: "x".repeat(n % 997) } } as const;
  const appended = n % 3 === 0 ? log.append(entry, entry, entry) : log.append(entry);
  const last = appended.at(-1);
  // Written only after `append` returned: whatever is read here was acknowledged.
  writeSync(1, `${last?.index ?? -1} ${Buffer.from(last?.leaf ?? []).toString("base64")}\n`);
}

import { writeSync } from "node:fs";
import { parseNote, formatSignatureLine } from "../../main/formats/signed-note.ts";
import { cosign } from "../../main/formats/cosignature.ts";
import { privateKeyFromSeed } from "../../main/formats/ed25519.ts";
import type * as Room from "../../main/auditlog/index.ts";
import type { AppendedEntry, AuditLog } from "../../main/auditlog/index.ts";

/**
 * A short life of a log in two openings: appends, leases and receipts, each said on standard output once it
 * was acknowledged. The test watches its system calls, makes them fail, or kills it at one of them.
 *
 * Arguments: folder of the log, appends per opening, path of the auditlog room to use.
 */
const [folder = "", appends = "10", room = "../../main/auditlog/index.ts"] = process.argv.slice(2);
// The room under test may be a mutant's copy of this very one.
const { createLog, logExists, openLog } = (await import(room)) as typeof Room;

const options = {
  origin: "demo/ws/crash/1",
  clock: { wall: () => new Date(), mono: () => process.hrtime.bigint() },
  keyStore: null,
  reserveBytes: 64 * 1024,
};
const cosigner = { name: "demo/headquarters/cosigner", key: privateKeyFromSeed(new Uint8Array(32).fill(9)) };

function acknowledge(appended: readonly Pick<AppendedEntry, "index" | "leaf">[]): void {
  for (const { index, leaf } of appended) {
    // Written only after the call returned: whatever is read here was acknowledged.
    writeSync(1, `${index} ${Buffer.from(leaf).toString("base64")}\n`);
  }
}

function receive(log: AuditLog): AppendedEntry {
  const note = log.checkpoint();
  const time = new Date(Math.floor(Date.now() / 1000) * 1000);
  const line = formatSignatureLine(cosign(parseNote(note).text, cosigner.name, cosigner.key, time.getTime() / 1000));
  return log.keepReceipt({ size: log.size, signer: cosigner.name, time, note: `${note}${line}\n` });
}

for (let life = 0; life < 2; life++) {
  const log = logExists(folder) ? openLog(folder, options) : createLog(folder, options);
  for (let n = 0; n < Number(appends); n++) {
    const entry = { t: "config", b: { n, filling: "x".repeat((n * 389) % 997) } } as const;
    acknowledge(n % 3 === 0 ? log.append(entry, entry) : log.append(entry));
    if (n % 4 === 1) {
      const { index } = log.lease({
        viewing: "v-1",
        asset: "A-1",
        segments: { from: n, to: n + 1 },
        frames: { from: 0, to: 25 },
      });
      acknowledge([{ index, leaf: log.leaf(index) ?? new Uint8Array() }]);
    }
    if (n % 5 === 2) {
      acknowledge([receive(log)]);
    }
  }
  log.close();
}

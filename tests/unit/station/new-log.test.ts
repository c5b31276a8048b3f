import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog, logExists, type LogOptions } from "../../../main/auditlog/index.ts";
import { base64, base64url } from "../../../main/formats/bytes.ts";
import { generateKemKey } from "../../../main/formats/hpke.ts";
import { emptyRoot } from "../../../main/formats/merkle.ts";
import { layOut } from "../../../main/station/folders.ts";
import * as product from "../../../main/station/new-log.ts";
import { storedEntries } from "../../support/station-log.ts";
import { makeMutant, type Mutant } from "../../support/mutants.ts";

const clock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };
const from = "demo/ws/one/0";
const made: string[] = [];

afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Power fails after each step in turn; whether every next start ends with the new log here and the old one aside. */
function converges({ newLogSteps, finishNewLog }: typeof product): boolean {
  const cut = [1, 2, 3, 4, 5, 6];
  return cut.every((done) => {
    const root = mkdtempSync(join(tmpdir(), "vitrine-steps-"));
    made.push(root);
    const folders = layOut(root);
    const options = (origin: string): LogOptions => ({ origin, clock, keyStore: null, receiptsFile: folders.receipts });
    createLog(folders.log, options(from)).close();
    writeFileSync(folders.enrolment, JSON.stringify({ v: 1, logOrigin: from, name: "WS" }));
    const plan: product.NewLogPlan = {
      v: 1,
      from,
      origin: "demo/ws/one/1",
      seal: { name: "demo/headquarters/seal", publicKey: base64url(generateKemKey().publicKey) },
      awaiting: {
        ending: "forked",
        former: { origin: from, size: 0, root: base64(emptyRoot) },
        folder: product.formerFolder(from),
      },
    };
    newLogSteps({ folders, options }, plan)
      .slice(0, done)
      .forEach((step) => step());
    finishNewLog({ folders, options });
    finishNewLog({ folders, options });
    const aside = join(root, "former-logs", "0");
    const originOf = (folder: string): unknown =>
      logExists(join(folder, "log")) ? storedEntries(folder)[0]?.o : undefined;
    return originOf(root) === plan.origin && originOf(aside) === from && !existsSync(folders.newLog);
  });
}

/** A throw is an outcome too. */
function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe("R14: the steps to a new log", () => {
  let mutant: Mutant;
  beforeAll(() => {
    mutant = makeMutant({ file: "main/station/new-log.ts", from: "if (existsSync(to)) {", to: "if (to === from) {" });
  });
  afterAll(() => mutant.remove());

  it("end in one place whichever of them was the last", () => {
    expect(converges(product)).toBe(true);
  });

  it("negative control: without the look at what was moved already they do not", async () => {
    const changed = (await import(/* @vite-ignore */ join(mutant.folder, "main/station/new-log.ts"))) as typeof product;
    expect(outcomeOf(() => converges(changed))).not.toBe(true);
  });
});

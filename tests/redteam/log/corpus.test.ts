import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { histories } from "../../support/log-attacks.ts";

const tests = join(import.meta.dirname, "../..");

/** Where each attack of the table (research note F) is made, by the words of its test. */
const elsewhere: Readonly<Record<string, readonly (readonly [file: string, words: string])[]>> = {
  A10: [
    ["scenario/rollback.test.ts", "is not detected when the grant was taken in before"],
    ["scenario/rollback.test.ts", "a log that is shorter than the station confirmed before was put back"],
    ["scenario/rollback.test.ts", "a grant that never comes back is found after its end"],
  ],
  A11: [
    ["redteam/log/fork-proof.test.ts", "A11: the proof of a fork that headquarters hands out"],
    ["redteam/log/receipts.test.ts", "A11: a fork"],
    ["unit/sync/sync.test.ts", "A11: the second branch of a fork"],
  ],
  A13: [["redteam/log/monitor.test.ts", "what the monitor says about attacks that the mirror takes"]],
  A14: [["redteam/log/monitor.test.ts", '{ id: "A14", atOnce: ["log-rule"]']],
  A15: [["redteam/log/receipts.test.ts", "A15: receipts that headquarters did not give"]],
  A16: [
    ["redteam/log/forms.test.ts", "A16: tables, indexes and views"],
    ["redteam/log/lists.test.ts", "A16: what people are shown of the log"],
  ],
  A17: [["redteam/log/forms.test.ts", "A17: notes that two parsers read differently"]],
  A18: [["redteam/log/forms.test.ts", "A18: proofs that prove something else"]],
  A19: [["redteam/log/forms.test.ts", "A19: one station's log shown as another's"]],
  A20: [
    ["redteam/log/issue.test.ts", "A20: frames without a lease"],
    ["unit/vault/vault.test.ts", "R2: a look-alike of a lease opens nothing"],
    ["unit/vault/vault.test.ts", "R2: gives no byte of a picture when the log cannot take the lease"],
  ],
  A21: [
    ["crash/kill.test.ts", "killed at any moment (R14, A21)"],
    ["crash/power.test.ts", "power is lost at any moment (R14, A21)"],
  ],
  A22: [
    ["crash/power.test.ts", "C10 killed or failed at the k-th system call (R12, R14, A21, A22)"],
    ["unit/auditlog/log.test.ts", "are not given when the commit fails (R14)"],
  ],
  A23: [["unit/sync/sync.test.ts", "whatever happens on the way, log and mirror converge (A23)"]],
  A24: [
    ["redteam/log/issue.test.ts", "A24: a grant that headquarters never logged"],
    ["unit/formats/grant.test.ts", "A24: is not a grant unless headquarters logged exactly this leaf"],
    ["scenario/refusals.test.ts", "rejects a grant for another station, and logs that it came"],
    ["scenario/refusals.test.ts", "refuses a grant before its window"],
    ["scenario/refusals.test.ts", "refuses further sittings when the play budget is used up"],
  ],
  A25: [["redteam/log/forms.test.ts", "A25: footage whose pieces were exchanged"]],
  A26: [["redteam/log/forms.test.ts", "A26: keys that sign or agree to everything"]],
  H1: [["redteam/log/receipts.test.ts", "H1: history that it rewrites"]],
  H2: [["redteam/log/receipts.test.ts", "H2: an entry it adds"]],
  H3: [["redteam/log/issue.test.ts", "H3: a grant that headquarters issues in secret"]],
  H4: [["redteam/log/receipts.test.ts", "H4: two histories"]],
  H5: [["redteam/log/receipts.test.ts", "H5: 'never received'"]],
};

const ids = [
  ...Array.from({ length: 26 }, (_, offset) => `A${offset + 1}`),
  ...Array.from({ length: 5 }, (_, offset) => `H${offset + 1}`),
];

describe("the attack corpus is whole", () => {
  it.each(ids)("%s is made", (id) => {
    const places = elsewhere[id] ?? [];
    expect(places.length > 0 || histories.some((row) => row.id === id)).toBe(true);
    for (const [file, words] of places) {
      expect(readFileSync(join(tests, file), "utf8")).toContain(words);
    }
  });
});

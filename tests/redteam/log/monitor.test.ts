import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog, openLog, type AuditLog } from "../../../main/auditlog/index.ts";
import type { GrantFacts } from "../../../main/headquarters/monitor/facts.ts";
import { findingKinds, type FindingKind } from "../../../shared/findings.ts";
import { fastFolder } from "../../support/fast-folder.ts";
import { histories } from "../../support/log-attacks.ts";
import { writeImage, type LogImage } from "../../support/log-image.ts";
import { keys, lies, present } from "../../support/log-lies.ts";
import { nextSync, openScene, sceneOrigin, syncOnce, type Scene } from "../../support/log-scene.ts";
import { watchAll, watcher, type Known, type Watcher } from "../../support/log-watch.ts";
import { makeMutant, type Mutation } from "../../support/mutants.ts";
import { handClock } from "../../unit/auditlog/log-bench.ts";

/**
 * What headquarters' monitor says about the attacks that its mirror lets in (research note F, I6): at once, and after
 * the station has started again on what the attacker left.
 */
interface Row {
  readonly id: string;
  readonly atOnce: readonly FindingKind[];
  readonly afterBoot: readonly FindingKind[];
  /** A variant goes unnoticed until the next start, because nothing sealed comes after it yet. */
  readonly isLateAtTheEnd?: boolean;
}

const rows: readonly Row[] = [
  { id: "A5", atOnce: [], afterBoot: ["seal-mismatch"] },
  { id: "A8", atOnce: ["seal-mismatch"], afterBoot: ["seal-mismatch"], isLateAtTheEnd: true },
  // Nothing local and nothing in the log tells: only a grant that does not come back does (scenario/rollback).
  { id: "A10", atOnce: [], afterBoot: [] },
  { id: "A13", atOnce: ["log-rule"], afterBoot: [] },
  { id: "A14", atOnce: ["log-rule"], afterBoot: [] },
];

/** What the honest scene itself shows: it changes a setting. */
const honest: ReadonlySet<FindingKind> = new Set(["configuration"]);

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.remove());

/** Kinds beyond those of the honest life; forged heartbeats carry no seal, which is not what is asked here. */
function kindsIn(leaves: readonly Uint8Array[], parts: Watcher): FindingKind[] {
  const seen = watchAll(sceneOrigin, leaves, { sealKey: scene.sealKey }, parts);
  const told = seen.filter(({ kind, detail }) => !honest.has(kind) && detail !== "missing");
  return [...new Set(told.map(({ kind }) => kind))];
}

async function mirroredAtOnce(image: LogImage): Promise<Uint8Array[]> {
  const hall = await scene.headquarters();
  expect(await nextSync(hall, image)).toBe("accepted");
  const leaves = hall.mirror.leaves(sceneOrigin, 0, image.leaves.length);
  await hall.close();
  return leaves;
}

/** The station goes on with what it finds; `null` when it will not. */
async function mirroredAfterBoot(image: LogImage): Promise<Uint8Array[] | null> {
  const folder = scene.place("boot");
  writeImage(folder, image);
  let log: AuditLog;
  try {
    log = openLog(folder, { origin: sceneOrigin, clock: scene.clock, keyStore: null });
  } catch {
    return null;
  }
  const hall = await scene.headquarters();
  await syncOnce(log, hall);
  const leaves = hall.mirror.leaves(sceneOrigin, 0, log.size);
  log.close();
  await hall.close();
  return leaves;
}

async function judged(row: Row, parts: Watcher): Promise<{ atOnce: FindingKind[][]; afterBoot: FindingKind[][] }> {
  const attack = histories.find(({ id }) => id === row.id);
  const images = attack?.variants(scene) ?? [];
  const atOnce: FindingKind[][] = [];
  const afterBoot: FindingKind[][] = [];
  for (const image of images) {
    // oxlint-disable-next-line no-await-in-loop -- one attack after the other
    atOnce.push(kindsIn(await mirroredAtOnce(image), parts));
    // oxlint-disable-next-line no-await-in-loop -- see above
    const booted = row.afterBoot.length === 0 && row.id !== "A10" ? null : await mirroredAfterBoot(image);
    if (booted !== null) {
      afterBoot.push(kindsIn(booted, parts));
    }
  }
  return { atOnce, afterBoot };
}

describe("what the monitor says about attacks that the mirror takes (I6)", () => {
  it("says nothing about the log as it is", () => {
    expect(kindsIn(scene.now.leaves, watcher)).toEqual([]);
    expect(kindsIn(scene.later.leaves, watcher)).toEqual([]);
  });

  it("looks at every attack that headquarters accepts", () => {
    const accepted = histories.filter(({ detected }) => detected.headquarters === "accepted").map(({ id }) => id);
    expect(rows.map(({ id }) => id)).toEqual(accepted);
  });

  it.each(rows)("$id: at once $atOnce, after the next start $afterBoot", async (row) => {
    const { atOnce, afterBoot } = await judged(row, watcher);
    expect(atOnce.length).toBeGreaterThan(0);
    const late = row.isLateAtTheEnd === true ? 1 : 0;
    expect(atOnce.slice(0, atOnce.length - late)).toEqual(atOnce.slice(late).map(() => [...row.atOnce]));
    expect(atOnce.slice(atOnce.length - late)).toEqual(late === 0 ? [] : [[]]);
    expect(afterBoot).toEqual(afterBoot.map(() => [...row.afterBoot]));
    expect(afterBoot.length > 0).toBe(row.afterBoot.length > 0 || row.id === "A10");
  });
});

const grant: GrantFacts = {
  grant: "g-00000001",
  station: sceneOrigin,
  notBefore: "2026-11-09T07:00:00.000Z",
  notAfter: "2026-11-09T18:00:00.000Z",
  playBudget: 2,
  viewers: [{ person: "p-0003", name: "王芳" }],
  supervisors: [{ person: "p-0005", name: "赵敏", certificate: "0".repeat(64) }],
  assets: [{ asset: "A-1", frames: [{ from: 10, to: 30 }], segments: [{ from: 1, to: 3 }] }],
  digest: "1".repeat(64),
};
const known: Known = {
  grants: [grant, { ...grant, grant: "g-00000002", station: "demo/ws/0002/1" }, { ...grant, grant: "g-00000003" }],
  people: new Map([
    ["p-0003", { revokedAt: null }],
    ["p-0099", { revokedAt: Date.UTC(2026, 10, 9, 7) }],
  ]),
  cosigned: () => false,
};

/** A log with every lie in it, and which line tells each. */
function lyingLog(): {
  readonly leaves: Uint8Array[];
  readonly where: Map<FindingKind, number[]>;
  readonly honest: number;
} {
  const { path, remove } = fastFolder("lies");
  const clock = handClock();
  const log = createLog(`${path}/log`, { origin: sceneOrigin, clock, keyStore: null });
  const where = new Map<FindingKind, number[]>();
  const tell = (kind: FindingKind, index: number | undefined): void => {
    where.set(kind, [...(where.get(kind) ?? []), index ?? -1]);
  };
  log.append({ t: "session.open", b: { person: "p-0003", name: "王芳", certificate: "0" } });
  log.append({ t: "grant.import", b: { grant: grant.grant, digest: grant.digest } });
  log.append(keys("v-honest", grant.grant));
  log.append({
    t: "view.intent",
    b: { viewing: "v-honest", grant: grant.grant, asset: "A-1", purpose: "p", roster: present },
  });
  log.append({
    t: "view.lease",
    b: { viewing: "v-honest", asset: "A-1", segments: { from: 1, to: 3 }, frames: { from: 10, to: 30 } },
  });
  log.append({
    t: "view.shown",
    b: { viewing: "v-honest", asset: "A-1", ranges: [{ from: 10, to: 30 }], roster: present },
  });
  log.append({ t: "view.end", b: { viewing: "v-honest" } });
  const upTo = log.size;
  const about = { grant: grant.grant, asset: "A-1", cosigner: "demo/headquarters/cosigner" };
  for (const { kind, entries } of lies) {
    tell(kind, log.append(...entries(about, log.now())).at(-1)?.index);
  }
  tell(
    "grant-elsewhere",
    log.append({ t: "grant.import", b: { grant: "g-00000002", digest: grant.digest } })[0]?.index,
  );
  tell("key-before-import", log.append(keys("v-lie030", "g-00000003"))[0]?.index);
  tell(
    "person-revoked",
    log.append({ t: "session.open", b: { person: "p-0099", name: "周明", certificate: "0" } })[0]?.index,
  );
  clock.pass(3 * 86_400_000);
  tell("quiet-log", log.append({ t: "heartbeat", b: {} })[0]?.index);
  tell("outside-window", log.append(keys("v-lie031", grant.grant))[0]?.index);
  clock.turn(-3_600_000);
  tell("clock-moved", log.append({ t: "heartbeat", b: {} })[0]?.index);
  clock.turn(3_600_000);
  const leaves = log.leaves(0, log.size);
  log.close();
  remove();
  return { leaves, where, honest: upTo };
}

/** Kinds that come from elsewhere than the words of an entry; the tests that make them stand beside. */
const fromElsewhere: readonly FindingKind[] = [
  "log-rule",
  "seal-mismatch",
  "seal-not-shared",
  "silent",
  "log-forked",
  "log-inconsistent",
  "log-rotation",
  "log-rolled-back",
  "log-continued",
  "grant-unreturned",
];

describe("the rules of the monitor, one by one (I6)", () => {
  const { leaves, where, honest: upTo } = lyingLog();
  const told = (parts: Watcher): string[] =>
    watchAll(sceneOrigin, leaves, known, parts)
      .filter(({ index }) => index >= upTo)
      .map(({ kind, index }) => `${kind} ${index}`);

  it("say nothing about the honest beginning, but that its seal is not shared", () => {
    const seen = watchAll(sceneOrigin, leaves.slice(0, upTo), known);
    expect(seen.map(({ kind }) => kind)).toEqual(["seal-not-shared"]);
  });

  it("find every lie in its line", () => {
    const expected = [...where].flatMap(([kind, indexes]) => indexes.map((index) => `${kind} ${index}`));
    // A moved clock has an entry of its own beside the line that noticed it.
    const here = told(watcher);
    expect(expected.filter((line) => !here.includes(line) && !line.startsWith("clock-moved"))).toEqual([]);
    expect(here.some((line) => line.startsWith("clock-moved"))).toBe(true);
    expect([...where.keys(), ...fromElsewhere].toSorted()).toEqual([...findingKinds].toSorted());
  });

  const rules = "main/headquarters/monitor/rules";
  const defences: readonly { readonly defence: string; readonly mutation: Mutation; readonly reddens: FindingKind }[] =
    [
      ...(
        [
          ["headquarters gave the receipts that the log speaks of", "receipt-unknown"],
          ["a person knows why the clock was moved", "clock-moved"],
          ["a person knows why the log had to recover", "recovery"],
          ["a person knows of changed settings", "configuration"],
          ["a running station writes at least a heartbeat", "quiet-log"],
          ["nobody tries to take footage out", "export-attempt"],
          ["footage arrives whole", "footage-damaged"],
          ["the grant is known and for this station", "grant-elsewhere"],
          ["the grant is the very file that was issued", "grant-altered"],
          ["a station does not reject what headquarters issued", "grant-rejected"],
          ["no keys without an imported grant", "key-before-import"],
          ["no lease without keys", "lease-before-key"],
          ["shown ⊆ leased (rule R2)", "shown-before-lease"],
          ["footage and frames lie within the grant", "outside-scope"],
          ["viewings lie within the grant's window", "outside-window"],
          ["nothing is opened after the station knew of the revocation", "after-revocation"],
          ["no more sittings than the play budget", "over-budget"],
          ["whoever acts is in the directory", "person-unknown"],
          ["whoever is in the room is on the grant", "person-not-granted"],
          ["a supervisor of the grant is in the room", "unsupervised"],
          ["a supervisor was in the room while frames were shown", "unsupervised"],
        ] as const
      ).map(([defence, reddens]) => ({
        defence,
        reddens,
        mutation: {
          file: "main/headquarters/monitor/watch.ts",
          from: "rules.flatMap(({ look }) => look(context))",
          to: `rules.filter(({ name }) => name !== ${JSON.stringify(defence)}).flatMap(({ look }) => look(context))`,
        },
      })),
      {
        defence: "the revocation of persons",
        reddens: "person-revoked",
        mutation: { file: `${rules}/people.ts`, from: "revokedAt !== null &&", to: "revokedAt === 0 &&" },
      },
      {
        defence: "the known grants",
        reddens: "grant-unknown",
        mutation: {
          file: `${rules}/grants.ts`,
          from: "if (grant === null) {",
          to: "if (grant === null) { return [];",
        },
      },
    ];

  it.each(defences)("without '$defence' no $reddens in its line", async ({ mutation, reddens }) => {
    const mutant = makeMutant(mutation);
    try {
      const { monitor } = await mutant.load();
      const before = told(watcher).filter((line) => line.startsWith(reddens));
      const after = told(monitor).filter((line) => line.startsWith(reddens));
      expect(after.length).toBeLessThan(before.length);
    } finally {
      mutant.remove();
    }
  });
});

describe("without its defences the monitor no longer finds A5, A8, A13, A14", () => {
  const watch = "main/headquarters/monitor/watch.ts";
  it.each([
    {
      defence: "the seal",
      ids: ["A5", "A8"],
      mutation: { file: watch, from: "return fits ? [] : [", to: "return seal.size >= 0 ? [] : [" },
    },
    {
      defence: "the clock rules",
      ids: ["A13"],
      mutation: {
        file: watch,
        from: "entryRules.filter(({ holds })",
        to: 'entryRules.filter(({ rule }) => !["wall-back", "mono-back", "clock-step"].includes(rule)).filter(({ holds })',
      },
    },
    {
      defence: "the form of leaves",
      ids: ["A14"],
      mutation: { file: watch, from: "observations: [brokenRule(rule)] }", to: "observations: [] }" },
    },
  ])("without $defence", async ({ ids, mutation }) => {
    const mutant = makeMutant(mutation);
    try {
      const { monitor } = await mutant.load();
      for (const row of rows.filter(({ id }) => ids.includes(id))) {
        // oxlint-disable-next-line no-await-in-loop -- one attack after the other
        const { atOnce, afterBoot } = await judged(row, monitor);
        expect([...atOnce, ...afterBoot].some((kinds) => kinds.length === 0)).toBe(true);
        expect(row.afterBoot.length === 0 || afterBoot.every((kinds) => kinds.length === 0)).toBe(true);
      }
    } finally {
      mutant.remove();
    }
  });
});

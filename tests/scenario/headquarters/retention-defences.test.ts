import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { base64url } from "../../../main/formats/bytes.ts";
import { writeEntry } from "../../../main/formats/log-entry.ts";
import type { startHeadquarters } from "../../../main/headquarters/index.ts";
import { openDatabase } from "../../../main/headquarters/database/database.ts";
import type { followLog } from "../../../main/headquarters/retention/follow.ts";
import type { RetentionParts } from "../../../main/headquarters/retention/parts.ts";
import { openRetentionRecords } from "../../../main/headquarters/retention/records.ts";
import type { RouteOutput } from "../../../shared/http/api.ts";
import { authorisationFor } from "../../support/authorisation.ts";
import { footageMetadata, makeClip, World } from "../../support/headquarters.ts";
import { makeMutant, type Mutation } from "../../support/mutants.ts";

const retention = "main/headquarters/retention";
const lifting = "main/headquarters/requests/lifting.ts";

/** What must hold, and the defence that makes it hold. */
const defences = {
  "O-96: a recording under a hold comes on no destruction list": {
    file: "shared/access/policy/destruction.ts",
    from: 'return state === "inForce" || state === "releaseAsked";',
    to: "return state !== state;",
  },
  "R8: whoever carried a destruction out does not witness it": {
    file: "shared/access/retention-duties.ts",
    from: '["executor-is-witness", "list.witness", "list.execute"],',
    to: "",
  },
  "O-100: with the witness's signature the root of the keys is gone": {
    file: `${retention}/destroying.ts`,
    from: "await custody.drop(asset);",
    to: "",
  },
  "O-100: a station confirms only the very statement that headquarters made": {
    file: `${retention}/follow.ts`,
    from: "row.statement !== null && sha256Hex(parseDestruction(row.statement).leaf) === statement",
    to: "row.statement !== null && statement.length > 0",
  },
  "R8: nobody lifts alone what was withheld": {
    file: lifting,
    from: "aloneFailure(policy, act.person, others) ??",
    to: "",
  },
  "R8: only whom the pack names lifts what was withheld": {
    file: lifting,
    from: "return may ? null : notPermitted(",
    to: "return may || true ? null : notPermitted(",
  },
  "R7: only lines that are withheld are lifted": {
    file: lifting,
    from: "form.lines.every((line) => hasLine(withholding?.current ?? [], line))",
    to: "true",
  },
  "O-2: whoever lifts a state secret has the grade for it": {
    file: "shared/access/lifting.ts",
    from: 'ground === "stateSecret"',
    to: "false",
  },
} as const satisfies Readonly<Record<string, Mutation>>;
type Defence = keyof typeof defences;
type Held = Readonly<Record<Defence, boolean>>;
type Lifted =
  | "R8: nobody lifts alone what was withheld"
  | "R8: only whom the pack names lifts what was withheld"
  | "R7: only lines that are withheld are lifted"
  | "O-2: whoever lifts a state secret has the grade for it";

const held = "WH-20260110-T001-01";
const due = "WH-20260110-T001-02";
const line = { asset: due, from: 70, to: 80, ground: "privacy" } as const;
const secret = { ...line, ground: "stateSecret" } as const;

async function act(world: World, person: string, order: object) {
  const session = await world.signIn(person);
  const signed = {
    v: 1,
    t: "retention.order",
    person,
    station: world.station.origin,
    at: world.now().toISOString(),
    nonce: randomBytes(12).toString("base64url"),
    order,
  };
  return world.call("retain", { cms: world.sign(person, signed) }, { session });
}

async function taken(world: World, person: string, order: object): Promise<RouteOutput<"retain">> {
  const answer = await act(world, person, order);
  if (!answer.ok) {
    throw new Error(`${JSON.stringify(order)} was refused: ${JSON.stringify(answer.failure)}`);
  }
  return answer.value;
}

/** A request for the recording that is destroyed later, granted with this line withheld. */
async function withheldIn(world: World, withheld: object): Promise<RouteOutput<"fileRequest">> {
  const assets = [{ asset: due, ranges: [{ from: 60, to: 110 }], whole: false }];
  const filed = await world.filed("p-applicant", { assets });
  const decided = await world.decide("p-approver", filed, world.approval({ assets, withheld: [withheld] }));
  if (!decided.ok) {
    throw new Error(`not granted: ${JSON.stringify(decided.failure)}`);
  }
  return decided.value;
}

/** What became of each attempt to lift: whether the defence held. Nothing is left open. */
async function liftings(world: World): Promise<Pick<Held, Lifted>> {
  const reason = "已无需保密";
  const lift = async (person: string, request: RouteOutput<"fileRequest">, lines: readonly object[]) =>
    world.step(person, request, { step: "lift", grant: request.grant, lines, reason });

  const request = await withheldIn(world, line);
  const unnamed = await lift("p-compliance", request, [line]);
  const other = await withheldIn(world, line);
  const unknown = await lift("p-legal", other, [{ ...line, to: 81 }]);
  const own = await withheldIn(world, line);
  const asked = await lift("p-approver", own, [line]);
  const alone = asked.ok
    ? await world.step("p-approver", asked.value, {
        step: "liftWord",
        proposal: asked.value.withholding?.waiting?.digest,
        agree: true,
        reason: "同意",
      })
    : asked;
  const classified = await withheldIn(world, secret);
  const ungraded = await lift("p-lowlegal", classified, [secret]);
  for (const open of [request, other, own, classified]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other; a request that was revoked keeps nothing
    await world.step("p-approver", open, { step: "revoke", ground: "noAuthority", reason: "撤销授权" });
  }
  return {
    "R8: nobody lifts alone what was withheld": asked.ok && !alone.ok,
    "R8: only whom the pack names lifts what was withheld": !unnamed.ok,
    "R7: only lines that are withheld are lifted": !unknown.ok,
    "O-2: whoever lifts a state secret has the grade for it": !ungraded.ok,
  };
}

/** The same of attempts to destroy. */
async function destructions(world: World, folder: string): Promise<Omit<Held, Lifted>> {
  await taken(world, "p-legal", {
    order: "hold.register",
    asset: held,
    triggers: ["other"],
    level: "longTerm",
    from: "2026-11-20",
    evidence: "复议申请",
    medium: "disc",
    serial: "D-1",
    releaseWhen: "复议终结",
  });
  const kept = await act(world, "p-archivist", { order: "list.draw", assets: [held], reason: "届满" });

  const rest = (await world.call("retention", {}, { session: await world.signIn("p-legal") })) as {
    value?: RouteOutput<"retention">;
  };
  const free = rest.value?.rows.find(({ footage }) => footage.asset === due)?.impediments;
  if (free?.length !== 0) {
    throw new Error(`the recording is not free: ${JSON.stringify(free)}`);
  }
  const { lists } = await taken(world, "p-archivist", { order: "list.draw", assets: [due], reason: "届满" });
  const drawn = lists.find(({ items }) => items[0]?.asset === due);
  const on = { list: drawn?.list, content: drawn?.content };
  await taken(world, "p-approver", { order: "list.approve", ...on, agree: true, reason: "同意" });
  await taken(world, "p-two", { order: "list.execute", ...on, place: "档案室" });
  const witnessed = await act(world, "p-two", { order: "list.witness", ...on });
  if (!witnessed.ok) {
    await taken(world, "p-compliance", { order: "list.witness", ...on });
  }

  const { database, sqlite } = openDatabase(join(world.folder, "headquarters", "headquarters.sqlite"));
  const records = openRetentionRecords(database);
  const row = await database.selectFrom("asset_key").select("asset").where("asset", "=", due).executeTakeFirst();
  const { followLog: follow } = (await import(/* @vite-ignore */ join(folder, `${retention}/follow.ts`))) as {
    followLog: typeof followLog;
  };
  const confirm = async (statement: string): Promise<boolean> => {
    const leaf = writeEntry(
      {
        v: 1,
        o: world.station.origin,
        seq: 0,
        ep: 0,
        t: "asset.destroyed",
        boot: 0,
        mono: "0",
        wall: world.now().toISOString(),
        prev: base64url(new Uint8Array(32)),
      },
      { asset: due, list: drawn?.list, number: drawn?.number, article: "", statement, grants: [] },
    );
    const parts = {
      database,
      mirror: { leaves: (_origin: string, from: number) => (from === 0 ? [leaf] : []) },
      stations: { byOrigin: () => ({ station: world.station.enrolled.station }) },
    } as unknown as RetentionParts;
    await database.deleteFrom("retention_cursor").execute();
    await follow(parts, records, world.station.origin);
    const list = await records.list(drawn?.list ?? "");
    return list?.items[0]?.stations[0]?.entry !== undefined;
  };
  const wasForged = await confirm("0".repeat(64));
  sqlite.checkpoint();
  await database.destroy();
  return {
    "O-96: a recording under a hold comes on no destruction list": !kept.ok,
    "R8: whoever carried a destruction out does not witness it": !witnessed.ok,
    "O-100: with the witness's signature the root of the keys is gone": row === undefined,
    "O-100: a station confirms only the very statement that headquarters made": !wasForged,
  };
}

async function attempts(world: World, folder: string): Promise<Held> {
  const lifted = await liftings(world);
  return { ...lifted, ...(await destructions(world, folder)) };
}

async function openWorld(start?: typeof startHeadquarters): Promise<World> {
  const world = await World.open({ recordings: false, ...(start === undefined ? {} : { start }) });
  await world.addPerson("p-archivist", ["archivist"]);
  await world.addPerson("p-legal", ["legalOfficer"]);
  await world.addPerson("p-two", ["archivist", "compliance"]);
  await world.addPerson("p-lowlegal", ["legalOfficer"], {
    authorisation: authorisationFor("subordinates", { ceiling: "privacy", grade: 4 }),
  });
  const file = makeClip(world.folder);
  for (const asset of [held, due]) {
    const metadata = footageMetadata({
      asset,
      recordedFrom: "2026-01-10T09:30:00+08:00",
      recordedTo: "2026-01-10T09:30:10+08:00",
      retainUntil: "2026-07-10",
    });
    // oxlint-disable-next-line no-await-in-loop -- one file, read twice
    const ingested = await world.headquarters.administration.ingest(file, metadata);
    if (!ingested.ok) {
      throw new Error(`clip refused: ${ingested.failure.reason}`);
    }
  }
  return world;
}

// The record has every defence as a key.
const names = Object.keys(defences) as readonly Defence[];

describe("keeping, destroying and lifting at headquarters", () => {
  let world: World;
  let found: Held;
  beforeAll(async () => {
    world = await openWorld();
    found = await attempts(world, join(import.meta.dirname, "../../.."));
  }, 120_000);
  afterAll(() => world.close());

  it.each(names)("%s", (name) => {
    expect(found[name]).toBe(true);
  });
});

describe("a headquarters whose defences were taken out", () => {
  const { "R8: nobody lifts alone what was withheld": first, ...others } = defences;
  const mutant = makeMutant(first, ...Object.values(others));
  let world: World;
  let found: Held;
  beforeAll(async () => {
    const { startHeadquarters: start } = (await import(
      /* @vite-ignore */ join(mutant.folder, "main/headquarters/index.ts")
    )) as { startHeadquarters: typeof startHeadquarters };
    world = await openWorld(start);
    found = await attempts(world, mutant.folder);
  }, 120_000);
  afterAll(async () => {
    await world.close();
    mutant.remove();
  });

  it.each(names)("does not hold: %s", (name) => {
    expect(found[name]).toBe(false);
  });
});

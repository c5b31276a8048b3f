// oxlint-disable no-await-in-loop -- one act follows the other
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createViewingRoom } from "../../../main/access/index.ts";
import { makeMutant, type Mutation } from "../../support/mutants.ts";
import { names, type Name } from "../../support/room-grant.ts";
import { lacks, RoomModel, type Act, type Lack, type Setting } from "../../support/room-model.ts";

const who = fc.constantFrom(...names);
const anybody = fc.constantFrom(...names, "minor" as const, "guardian" as const);
const anyLack = fc.oneof({ weight: 3, arbitrary: fc.constant(lacks[0]) }, fc.constantFrom(...lacks));
const act = <A extends Act["act"]>(...kinds: A[]): fc.Arbitrary<A> => fc.constantFrom(...kinds);

const anything: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: act("prepare", "notice", "open", "beside", "shown") }) },
  { weight: 1, arbitrary: fc.record({ act: act("end", "leave", "stop", "halt", "revoke", "away", "back") }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: act("checkIn"),
      who,
      as: fc.constantFrom("viewer", "supervisor", "clerk"),
      lacks: anyLack,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: act("admit"),
      who: fc.constantFrom("minor", "guardian"),
      by: who,
      lacks: anyLack,
    }),
  },
  { weight: 4, arbitrary: fc.record({ act: act("checkOut", "unlock", "confirm", "pull", "insert"), who: anybody }) },
  { weight: 1, arbitrary: fc.record({ act: act("handOver"), who, leaving: who }) },
  { weight: 1, arbitrary: fc.record({ act: act("pass"), minutes: fc.integer({ min: 1, max: 30 }) }) },
);

/** How a room comes to show a picture; what happens in between and afterwards is anything. */
function opening(needed: number): Act[] {
  const supervisors = (["chief", "deputy"] as const).slice(0, needed);
  return [
    { act: "pass", minutes: 5 },
    { act: "prepare" },
    { act: "checkIn", who: "viewer", as: "viewer", lacks: "nothing" },
    ...supervisors.map((one) => ({ act: "checkIn", who: one, as: "supervisor", lacks: "nothing" }) as const),
    { act: "notice" },
    { act: "unlock", who: needed === 0 ? "viewer" : "chief" },
    { act: "open" },
  ];
}

const runs = fc.record({
  needed: fc.constantFrom(0, 1, 2),
  known: fc.boolean(),
  // Without its first step the room is there before the window opens.
  skipped: fc.constantFrom(0, 0, 0, 1),
  between: fc.array(fc.tuple(fc.nat({ max: 6 }), anything), { maxLength: 4 }),
  after: fc.array(anything, { maxLength: 24 }),
});

interface Run extends Setting {
  readonly skipped?: number;
  readonly between: readonly (readonly [number, Act])[];
  readonly after: readonly Act[];
}

async function play(
  create: typeof createViewingRoom,
  { skipped = 0, between, after, ...setting }: Run,
): Promise<RoomModel> {
  const model = new RoomModel(create, setting);
  const steps = opening(setting.needed).slice(skipped);
  for (const [at, one] of between) {
    steps.splice(at, 0, one);
  }
  for (const step of [...steps, ...after]) {
    await model.take(step);
    expect({ step, broken: model.broken() }).toEqual({ step, broken: [] });
  }
  return model;
}

async function hold(create: typeof createViewingRoom, numRuns: number): Promise<number> {
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(runs, async (run) => {
      shown += (await play(create, run)).shown;
    }),
    { numRuns, seed: 20_261_125 },
  );
  return shown;
}

describe("every way through the viewing room", () => {
  it.each([0, 1, 2])("shows a picture when everything is in order, with %i supervisors needed", async (needed) => {
    const model = await play(createViewingRoom, { needed, known: true, between: [], after: [] });
    expect(model.shown).toBeGreaterThan(0);
  });

  it("R1 R8 R9: no state shows a picture or holds a key while a precondition is false", async () => {
    expect(await hold(createViewingRoom, 250)).toBeGreaterThan(250);
  }, 60_000);

  const come = (person: "viewer" | "chief", missing: Lack): Act[] => [
    { act: "checkOut", who: person },
    { act: "checkIn", who: person, as: person === "viewer" ? "viewer" : "supervisor", lacks: missing },
    { act: "unlock", who: "chief" },
    { act: "open" },
  ];
  const bring = (by: Name, missing: Lack): Act[] => [
    { act: "admit", who: "guardian", by, lacks: missing },
    { act: "open" },
  ];
  const again: Act[] = [{ act: "end" }, ...opening(1).slice(1)];
  const preconditions = "main/access/viewing/preconditions.ts";
  const attendance = "main/access/viewing/attendance.ts";
  const roomFile = "main/access/viewing/room.ts";
  const blind = (reason: string): Mutation => ({
    file: preconditions,
    from: "if (refusal === undefined) {",
    to: `if (refusal === undefined || refusal === "${reason}") {`,
  });

  const mutants: readonly (readonly [string, Mutation, Act[], number])[] = [
    [
      "a door that lets telephones in",
      {
        file: preconditions,
        from: 'return checkIn.devicesDeposited ? null : { code: "presence", reason: "devices-not-deposited" };',
        to: "return null;",
      },
      come("viewer", "deposit"),
      1,
    ],
    [
      "a door where nobody looks at papers",
      { file: preconditions, from: "if (!checkIn.papersChecked) {", to: "if (checkIn.papersChecked === null) {" },
      come("chief", "papers"),
      1,
    ],
    [
      "an undertaking that is not kept",
      { file: attendance, from: "ports.keepHand(of.id, person, undertaking, signature);", to: "" },
      bring("chief", "nothing"),
      1,
    ],
    [
      "a stranger who lets people in",
      {
        file: attendance,
        from: "if (!mayLetIn(leaf, opened)) {",
        to: "if (!mayLetIn(leaf, opened) && leaf.v !== 1) {",
      },
      bring("viewer", "nothing"),
      1,
    ],
    [
      "a presence that nobody has to confirm",
      { file: roomFile, from: "if (at >= confirmBy(of, confirmMinutes)) {", to: "if (at < confirmMinutes) {" },
      [{ act: "pass", minutes: 14 }, { act: "shown" }, { act: "pass", minutes: 7 }],
      1,
    ],
    [
      "a room that waits for ever",
      { file: roomFile, from: '? "rested" : null;', to: "? null : null;" },
      [{ act: "pass", minutes: 16 }],
      1,
    ],
    ["a room that does not count its sittings", blind("exhausted"), [...again, ...again], 1],
    [
      "a room that begins after too long alone",
      {
        file: roomFile,
        from: "const still = of.unlockedAt === undefined ? ports.standStill() : null;",
        to: "const still = null;",
      },
      [{ act: "end" }, ...opening(1).slice(1, 4), { act: "away" }, ...opening(1).slice(4)],
      1,
    ],
    [
      "a picture that nothing announces",
      {
        file: "main/access/viewing/picture.ts",
        from: 'ports.log.append({\n    t: "view.intent",',
        to: 'void ({\n    t: "view.intent",',
      },
      [],
      1,
    ],
    [
      "a room that plays on when somebody leaves",
      {
        file: "main/access/viewing/room.ts",
        from: "if (of.keys !== null && roomRefusal(of.roster, of.footage, of.grant.leaf) !== null) {",
        to: "if (of.keys === null && roomRefusal(of.roster, of.footage, of.grant.leaf) !== null) {",
      },
      [{ act: "checkOut", who: "viewer" }],
      1,
    ],
    [
      "a room that forgets the second supervisor",
      {
        file: "main/access/viewing/roster.ts",
        from: 'if (presentAs(roster, "supervisor").length < supervisorsNeeded(terms)) {',
        to: 'if (presentAs(roster, "supervisor").length < 1) {',
      },
      [{ act: "checkOut", who: "deputy" }],
      2,
    ],
    [
      "keys that are dropped and not overwritten",
      { file: "main/access/viewing/state.ts", from: "eraseKeys(state.keys);", to: "" },
      [{ act: "halt" }],
      1,
    ],
    [
      "a stop that leaves the camera beside on screen",
      {
        file: "main/access/viewing/picture.ts",
        from: "asset === undefined ? [of.pictures, []]",
        to: "asset === undefined ? [of.pictures.slice(0, 1), []]",
      },
      [{ act: "beside" }, { act: "halt" }],
      1,
    ],
    [
      "a token that may leave the reader",
      {
        file: "main/access/viewing/room.ts",
        from: "if (of.onDuty === undefined || !ports.hasToken(of.onDuty.token)) {",
        to: "if (of.onDuty === undefined) {",
      },
      [{ act: "pull", who: "chief" }],
      1,
    ],
    [
      "a revocation that nobody minds",
      {
        file: "main/access/viewing/room.ts",
        from: 'return refusal.reason === "revoked" ? "grant-revoked" : "grant-expired";',
        to: 'if (refusal.reason !== "revoked") return "grant-expired";',
      },
      [{ act: "revoke" }],
      1,
    ],
  ];
  const fate = (run: Promise<RoomModel>): Promise<string> =>
    run.then(
      () => "sound",
      (error: unknown) => (/deeply equal/u.test(String(error)) ? "broken" : String(error)),
    );

  /** What becomes of the mutant and of the product by the very same steps. */
  async function fates(mutation: Mutation, run: Run): Promise<{ readonly mutant: string; readonly product: string }> {
    const mutant = makeMutant(mutation);
    try {
      const file = join(mutant.folder, roomFile);
      const parts = (await import(/* @vite-ignore */ file)) as { createViewingRoom: typeof createViewingRoom };
      return {
        mutant: await fate(play(parts.createViewingRoom, run)),
        product: await fate(play(createViewingRoom, run)),
      };
    } finally {
      mutant.remove();
    }
  }
  const found = { mutant: "broken", product: "sound" };

  it.each(mutants)("the judge finds %s", async (_name, mutation, after, needed) => {
    expect(await fates(mutation, { needed, known: true, between: [], after })).toEqual(found);
  });

  it("the judge finds a room that opens before the window does", async () => {
    const early = { needed: 1, known: true, skipped: 1, between: [], after: [] };
    expect(await fates(blind("not-yet-valid"), early)).toEqual(found);
  });

  it("the judge finds a room that forgets who wore the camera while the catalogue is out of reach", async () => {
    const forgets = {
      file: preconditions,
      from: "return [...stated, ...footage",
      to: "return [...stated.slice(stated.length), ...footage",
    };
    const alone: Act[] = [
      { act: "checkIn", who: "wearer", as: "viewer", lacks: "nothing" },
      { act: "checkOut", who: "viewer" },
      { act: "unlock", who: "chief" },
      { act: "open" },
    ];
    expect(await fates(forgets, { needed: 1, known: false, between: [], after: alone })).toEqual(found);
  });
});

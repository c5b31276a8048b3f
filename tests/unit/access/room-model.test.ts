// oxlint-disable no-await-in-loop -- one act follows the other
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createViewingRoom } from "../../../main/access/index.ts";
import { makeMutant, type Mutation } from "../../support/mutants.ts";
import { names, RoomModel, type Act } from "../../support/room-model.ts";

const who = fc.constantFrom(...names);
const anybody = fc.constantFrom(...names, "minor" as const, "guardian" as const);
const act = <A extends Act["act"]>(...kinds: A[]): fc.Arbitrary<A> => fc.constantFrom(...kinds);

const anything: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: act("prepare", "notice", "open") }) },
  { weight: 1, arbitrary: fc.record({ act: act("end", "leave", "stop", "halt", "revoke") }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: act("checkIn"),
      who,
      as: fc.constantFrom("viewer", "supervisor", "clerk"),
      clean: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: act("admit"),
      who: fc.constantFrom("minor", "guardian"),
      by: who,
      clean: fc.boolean(),
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
    { act: "prepare" },
    { act: "checkIn", who: "viewer", as: "viewer", clean: true },
    ...supervisors.map((one) => ({ act: "checkIn", who: one, as: "supervisor", clean: true }) as const),
    { act: "notice" },
    { act: "unlock", who: needed === 0 ? "viewer" : "chief" },
    { act: "open" },
  ];
}

const runs = fc.record({
  needed: fc.constantFrom(0, 1, 2),
  between: fc.array(fc.tuple(fc.nat({ max: 5 }), anything), { maxLength: 4 }),
  after: fc.array(anything, { maxLength: 24 }),
});

interface Run {
  readonly needed: number;
  readonly between: readonly (readonly [number, Act])[];
  readonly after: readonly Act[];
}

async function play(create: typeof createViewingRoom, { needed, between, after }: Run): Promise<RoomModel> {
  const model = new RoomModel(create, needed);
  const steps = opening(needed);
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
    const model = await play(createViewingRoom, { needed, between: [], after: [] });
    expect(model.shown).toBeGreaterThan(0);
  });

  it("R1 R8 R9: no state shows a picture or holds a key while a precondition is false", async () => {
    expect(await hold(createViewingRoom, 250)).toBeGreaterThan(250);
  }, 60_000);

  const mutants: readonly (readonly [string, Mutation, Act[], number])[] = [
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
  it.each(mutants)("the judge finds %s", async (_name, mutation, after, needed) => {
    const mutant = makeMutant(mutation);
    try {
      const file = join(mutant.folder, "main/access/viewing/room.ts");
      const parts = (await import(/* @vite-ignore */ file)) as { createViewingRoom: typeof createViewingRoom };
      await expect(play(parts.createViewingRoom, { needed, between: [], after })).rejects.toThrow(/deeply equal/u);
      await expect(play(createViewingRoom, { needed, between: [], after })).resolves.toBeInstanceOf(RoomModel);
    } finally {
      mutant.remove();
    }
  });
});

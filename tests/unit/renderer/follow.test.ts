import { describe, expect, it } from "vitest";
import { follow, positionNow, type Following, type Position, type Told } from "../../../renderer/cameras/follow.ts";

const at = (atMs: number, change: Partial<Position> = {}): Position => ({
  frame: Math.floor(atMs / 40),
  confirmed: true,
  atMs,
  state: "paused",
  rate: 1,
  heardAt: 0,
  ...change,
});
const playing = (atMs: number, change: Partial<Position> = {}): Position =>
  at(atMs, { state: "playing", confirmed: false, ...change });
const ask = (change: Partial<Following>): ReturnType<typeof follow> =>
  follow({
    leader: at(30_000),
    follower: at(0),
    offsetMs: -21_000,
    pauses: [],
    has: [{ from: 0, to: 44_000 }],
    told: null,
    now: 0,
    ...change,
  });
const told = (atMs: number | null, plays: boolean, toldAt = 0): Told => ({ atMs, plays, toldAt });

describe("one camera follows another", () => {
  it("goes to the moment that the active one rests on, once", () => {
    const first = ask({});
    expect(first.commands).toEqual([{ type: "at", atMs: 9000, plays: false }]);
    expect(ask({ told: first.told, follower: at(9000) }).commands).toEqual([]);
    expect(ask({ told: first.told, leader: at(30_040), follower: at(9000) }).commands).toEqual([
      { type: "at", atMs: 9040, plays: false },
    ]);
  });

  it("never moves the active one: every order is for the follower, and none while the active one is not named", () => {
    expect(ask({ leader: at(0, { frame: null, confirmed: false }) }).commands).toEqual([]);
    expect(ask({ leader: at(30_000, { confirmed: false, state: "seeking" }) }).commands).toEqual([]);
  });

  it("says that it has no picture where it has none, once, and comes back where it has one again", () => {
    const before = ask({ leader: at(20_960) });
    expect(before.commands).toEqual([{ type: "absent" }]);
    expect(ask({ leader: at(20_920), told: before.told }).commands).toEqual([]);
    const absent = at(0, { frame: null, confirmed: false });
    expect(ask({ leader: at(21_000), told: before.told, follower: absent }).commands).toEqual([
      { type: "at", atMs: 0, plays: false },
    ]);
    expect(ask({ leader: playing(21_000), told: before.told, follower: absent }).commands).toEqual([
      { type: "rate", rate: 1 },
      { type: "at", atMs: 150, plays: true },
    ]);
    // Its own interruption is no picture either.
    expect(
      ask({
        has: [
          { from: 0, to: 8000 },
          { from: 10_000, to: 44_000 },
        ],
      }).commands,
    ).toEqual([{ type: "absent" }]);
  });

  it("starts with the active one, and rests as soon as that does no longer play", () => {
    const start = ask({ leader: playing(30_000), follower: at(9000), told: told(9000, false) });
    expect(start.commands).toEqual([{ type: "rate", rate: 1 }, { type: "play" }]);
    const gone = ask({ leader: at(31_000, { state: "seeking", confirmed: false }), follower: playing(10_000) });
    expect(gone.commands).toEqual([{ type: "pause" }]);
    expect(ask({ leader: at(31_000), follower: playing(10_040), told: start.told }).commands).toEqual([
      { type: "at", atMs: 10_000, plays: false },
    ]);
  });

  it("goes back to the speed of the active one when both rest", () => {
    const steered = { follower: at(9000, { rate: 1.09 }), told: told(9000, false) };
    expect(ask(steered).commands).toEqual([{ type: "rate", rate: 1 }]);
  });

  it("is steered by its speed while it is near, at any speed of the active one", () => {
    const near = (driftMs: number, rate = 1) =>
      ask({ leader: playing(30_000, { rate }), follower: playing(9000 + driftMs, { rate }), told: told(9000, true) });
    expect(near(5)).toMatchObject({ commands: [], driftMs: 5 });
    expect(near(80).commands).toEqual([{ type: "rate", rate: 0.9 }]);
    expect(near(-80, 2).commands).toEqual([{ type: "rate", rate: 2.2 }]);
    expect(near(-600).commands).toEqual([{ type: "rate", rate: 1.25 }]);
    // At the slowest speed too it is held back, by a few frames as by many.
    expect(near(600, 0.1).commands).toEqual([{ type: "rate", rate: expect.closeTo(0.075) }]);
    expect(near(80, 0.1).commands).toEqual([{ type: "rate", rate: expect.closeTo(0.09) }]);
    // Right again: back to the speed of the active one.
    const right = ask({
      leader: playing(30_000),
      follower: playing(9003, { rate: 1.1 }),
      told: told(9000, true),
    });
    expect(right.commands).toEqual([{ type: "rate", rate: 1 }]);
  });

  it("is sent there anew when it is far off, with the time to arrive before it is sent again", () => {
    const far = (now: number) =>
      ask({
        leader: playing(30_000, { heardAt: now }),
        follower: playing(5000, { heardAt: now }),
        told: told(9000, true),
        now,
      });
    expect(far(400).commands).toEqual([]);
    expect(far(1600).commands).toContainEqual({ type: "at", atMs: 9150, plays: true });
  });

  it("counts the time of an interruption of the active one, in which no frame is reported", () => {
    const pauses = [{ from: 40_520, to: 42_520 }];
    const leader = playing(40_480);
    expect(positionNow(leader, pauses, 1500)).toBe(41_980);
    // Anywhere else a picture that says nothing stands still.
    expect(positionNow(leader, [], 1500)).toBe(40_730);
  });
});

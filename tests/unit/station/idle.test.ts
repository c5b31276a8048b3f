import { describe, expect, it } from "vitest";
import { createIdleLock } from "../../../main/station/idle.ts";

function scene() {
  const state = { at: 0, isIn: true, isAttended: false, locked: [] as number[] };
  const lock = createIdleLock({
    identity: {
      current: () => (state.isIn ? ({} as never) : null),
      lock: (minutes) => {
        state.locked.push(minutes);
        state.isIn = false;
      },
    },
    minutes: () => 10,
    isAttended: () => state.isAttended,
    elapsed: () => state.at,
  });
  const pass = (minutes: number): void => {
    state.at += minutes * 60_000;
    lock.watch();
  };
  return { state, lock, pass };
}

describe("a session that nobody touches (R12)", () => {
  it("is locked after the minutes of the pack and not before, and every touch starts them anew", () => {
    const { state, lock, pass } = scene();
    pass(9.9);
    lock.touch();
    pass(9.9);
    expect(state.locked).toEqual([]);
    pass(0.1);
    expect(state.locked).toEqual([10]);
  });

  it("R9 is not judged by the mouse while a viewing is attended, and has the whole time again after it", () => {
    const { state, pass } = scene();
    state.isAttended = true;
    pass(60);
    state.isAttended = false;
    pass(9.9);
    expect(state.locked).toEqual([]);
    pass(0.1);
    expect(state.locked).toEqual([10]);
  });

  it("counts from the sign-in, however long the station stood there before", () => {
    const { state, pass } = scene();
    state.isIn = false;
    pass(600);
    state.isIn = true;
    pass(9.9);
    expect(state.locked).toEqual([]);
  });
});

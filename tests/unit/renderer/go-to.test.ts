import { describe, expect, it } from "vitest";
import { frameNamed, timeNamed } from "../../../renderer/player/go-to.ts";
import { aFootage } from "../shared/policy/builders.ts";

const zone = "Asia/Shanghai";
/** Ten minutes at 25 frames a second, by a clock that is three minutes fast: 08:57:00 to 09:07:00 in truth. */
const footage = aFootage({
  frames: 15_000,
  durationMs: 600_000,
  recordedTo: "2026-11-09T09:10:00+08:00",
  clockOffsetSeconds: 180,
});

describe("going to a place by its name", () => {
  it.each([
    ["frame", "1250", 1250],
    ["frame", " １２５０ ", 1250],
    ["frame", "14999", 14_999],
    ["frame", "15000", null],
    ["frame", "-1", null],
    ["frame", "12.5", null],
    ["timecode", "0:00", 0],
    ["timecode", "0:41.5", 1037],
    ["timecode", "0:41.040", 1026],
    ["timecode", "00:01:00", 1500],
    ["timecode", "10:01", null],
    ["timecode", "1:75", null],
    ["clock", "08:57:00", 0],
    ["clock", "09:02:00", 7500],
    ["clock", "9:02:01", 7525],
    ["clock", "09:07:01", null],
    ["clock", "08:56:59", null],
    ["clock", "24:00:00", null],
    ["clock", "09:02", null],
    ["frame", "", null],
  ] as const)("%s %s is frame %s", (by, text, frame) => {
    expect(frameNamed(text, by, footage, zone)).toBe(frame);
  });

  it("finds a time after midnight in a recording that runs past it", () => {
    const night = {
      ...footage,
      recordedFrom: "2026-11-09T23:55:00+08:00",
      recordedTo: "2026-11-10T00:05:00+08:00",
      clockOffsetSeconds: 0,
    };
    expect(frameNamed("00:01:00", "clock", night, zone)).toBe(9000);
    expect(frameNamed("23:54:59", "clock", night, zone)).toBeNull();
  });

  it("takes the camera's own timecode where it has one, and time from the start beside it", () => {
    const coded = { ...footage, timecode: { start: 90_000, rate: 25, dropFrame: false } };
    expect(frameNamed("01:00:10:05", "timecode", coded, zone)).toBe(255);
    expect(frameNamed("0:10", "timecode", coded, zone)).toBe(250);
    expect(frameNamed("00:59:59:00", "timecode", coded, zone)).toBeNull();
  });

  it("R6: counts an interruption that lies before the time named, and leaves a varying rate to the picture's own table", () => {
    const broken = aFootage({
      frames: 14_001,
      durationMs: 600_000,
      gaps: [{ atMs: 59_960, lengthMs: 40_000, explained: true }],
      recordedTo: "2026-11-09T09:10:00+08:00",
      clockOffsetSeconds: 0,
    });
    expect(frameNamed("0:50", "timecode", broken, zone)).toBe(1250);
    expect(frameNamed("1:20", "timecode", broken, zone)).toBe(1499);
    expect(frameNamed("2:00", "timecode", broken, zone)).toBe(2001);
    expect(frameNamed("09:02:00", "clock", broken, zone)).toBe(2001);
    expect(timeNamed("09:02:00", "clock", broken, zone)).toBeNull();
    expect(timeNamed("09:02:00", "clock", { ...broken, frameRate: null }, zone)).toBe(120_000);
    expect(timeNamed("11:00", "timecode", { ...broken, frameRate: null }, zone)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { frameAtTimecode, timecodeOf } from "../../../shared/time/timecode.ts";

const dropFrame = { start: 0, rate: 30, dropFrame: true };

describe("timecode (SMPTE ST 12-1)", () => {
  it.each([
    [1799, "00:00:59;29"],
    [1800, "00:01:00;02"],
    [3598, "00:02:00;02"],
    [17_981, "00:09:59;29"],
    [17_982, "00:10:00;00"],
    [107_892, "01:00:00;00"],
  ])("drop-frame: frame %d is %s", (frame, text) => {
    expect(timecodeOf(dropFrame, frame)).toBe(text);
    expect(frameAtTimecode(dropFrame, text)).toBe(frame);
  });

  it.each([
    [{ start: 0, rate: 24, dropFrame: false }, 24 * 61, "00:01:01:00"],
    [{ start: 0, rate: 30, dropFrame: false }, 1800, "00:01:00:00"],
    [{ start: 107_832, rate: 30, dropFrame: true }, 0, "00:59:58;00"],
    [{ start: 107_832, rate: 30, dropFrame: true }, 60, "01:00:00;00"],
    [{ start: 0, rate: 60, dropFrame: true }, 3600, "00:01:00;04"],
  ])("%j: frame %d is %s", (timecode, frame, text) => {
    expect(timecodeOf(timecode, frame)).toBe(text);
  });

  it("names each frame of a day once, and finds it again, at every rate", () => {
    for (const [rate, drop] of [
      [24, false],
      [25, false],
      [30, false],
      [30, true],
      [60, true],
    ] as const) {
      const timecode = { start: 0, rate, dropFrame: drop };
      const frames = Array.from({ length: 4000 }, (_, index) => index * 521 + (index % 7));
      const lost = frames.filter((frame) => frameAtTimecode(timecode, timecodeOf(timecode, frame)) !== frame);
      expect(lost.filter((frame) => frame < rate * 86_000)).toEqual([]);
    }
  });

  it.each(["00:01:00;00", "00:01:00;01", "24:00:00;00", "00:00:00;30", "00:00:61;00", "1:00", ""])(
    "refuses %j, which names no frame",
    (text) => {
      expect(frameAtTimecode(dropFrame, text)).toBeNull();
    },
  );
});

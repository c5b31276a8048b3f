import type { Sighting } from "../../shared/room-guard.ts";
import { cannotLook, runProgram, saw, type Detector, type RunProgram } from "./detector.ts";

/** Sound by PulseAudio or PipeWire: a program takes sound in, or what we play goes elsewhere than before. */
export function watchSound(run: RunProgram = runProgram): Detector {
  let last: string | null = null;
  return {
    sense: "sound",
    look: async () => {
      const [recorders, sink] = await Promise.all([
        run("pactl", ["list", "short", "source-outputs"]),
        run("pactl", ["get-default-sink"]),
      ]);
      if (recorders === null || sink === null) {
        return cannotLook;
      }
      const name = sink.trim().slice(0, 120);
      const happened: Sighting[] = last === null || last === name ? [] : [{ sign: "sound-moved", detail: name }];
      last = name;
      const count = recorders.split("\n").filter((one) => one.trim() !== "").length;
      return saw(count === 0 ? [] : [{ sign: "sound-recorded", detail: String(count) }], happened);
    },
  };
}

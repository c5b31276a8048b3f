import type { Footage } from "../../shared/model/footage.ts";
import { callEvidence } from "../evidence/call.ts";
import {
  back,
  callAnnotate,
  callNote,
  changeSpeed,
  jump,
  seek,
  setPoint,
  step,
  toggleFull,
  toggleLoop,
  toggleOverview,
  togglePlay,
  toggleSide,
} from "./control.ts";
import { toChapter, toGap } from "./chapter-jumps.ts";
import { toggleEnhancement } from "./Enhance.tsx";
import { command } from "./picture.ts";
import { shuttleBack, shuttleOn, stopShuttle } from "./shuttle.ts";
import { showWhole, zoomBy } from "./view.ts";

/** Does what a key means in the player; false when it means nothing. */
export function playerKey(key: string, shift: boolean, footage: Footage): boolean {
  const acts: Readonly<Record<string, () => void>> = {
    " ": togglePlay,
    k: () => {
      command({ type: "pause" });
    },
    l: shuttleOn,
    j: () => {
      shuttleBack(footage);
    },
    arrowleft: () => {
      if (shift) {
        jump(-1000);
      } else {
        step(-1);
      }
    },
    arrowright: () => {
      if (shift) {
        jump(1000);
      } else {
        step(1);
      }
    },
    home: () => {
      seek(0);
    },
    end: () => {
      seek(footage.frames - 1);
    },
    "[": () => toChapter(-1),
    "]": () => toChapter(1),
    "{": () => toGap(footage, -1),
    "}": () => toGap(footage, 1),
    c: () => {
      toggleSide("chapters");
    },
    m: callNote,
    d: callAnnotate,
    e: callEvidence,
    i: () => {
      setPoint("inPoint");
    },
    o: () => {
      setPoint("outPoint");
    },
    r: toggleLoop,
    t: () => {
      command({ type: "pause" });
      toggleSide("goTo");
    },
    ",": () => changeSpeed(-1),
    ".": () => changeSpeed(1),
    "+": () => zoomBy(1),
    "=": () => zoomBy(1),
    "-": () => zoomBy(-1),
    "0": showWhole,
    b: toggleEnhancement,
    v: () => {
      toggleSide("view");
    },
    f: toggleFull,
    w: toggleOverview,
    "?": () => {
      toggleSide("help");
    },
    escape: back,
  };
  const name = key.toLowerCase();
  const act = acts[name];
  if (act !== undefined && name !== "j" && name !== "l") {
    stopShuttle();
  }
  act?.();
  return act !== undefined;
}

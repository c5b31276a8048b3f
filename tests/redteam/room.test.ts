/* oxlint-disable vitest/expect-expect, vitest/no-conditional-expect -- `takes` asserts what must come of each event */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Detector, RunProgram } from "../../main/guard/detector.ts";
import { watchClock } from "../../main/guard/clock.ts";
import { watchDevices } from "../../main/guard/devices.ts";
import { watchDisplays } from "../../main/guard/displays.ts";
import { watchMachine } from "../../main/guard/machine.ts";
import { watchNetwork } from "../../main/guard/network.ts";
import { watchPrograms } from "../../main/guard/programs.ts";
import { watchSession } from "../../main/guard/session.ts";
import { watchSound } from "../../main/guard/sound.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import type { GuardSign } from "../../shared/room-guard.ts";
import { clip, openHouse, people, type House } from "../scenario/house.ts";
import { obtainGrant, openPicture, unlockRoom, type Picture } from "../scenario/story.ts";
import { makeMachine, type MachineFixture } from "../support/machine-fixture.ts";
import { storedEntries } from "../support/station-log.ts";

/** What the programs of the system say; a test changes it as the machine would. */
const words = {
  displays: "eDP-1 connected primary 1920x1080+0+0 (normal)\n",
  session: "b false\nb true\nb false\n",
  manager: "b false\nb false\n",
  recorders: "",
  sink: "speaker\n",
};
const calm = { ...words };
/** How often the displays were looked at. */
let looks = 0;
const run: RunProgram = async (name, args) => {
  const line = args.join(" ");
  if (name === "xrandr") {
    looks += 1;
    return words.displays;
  }
  if (name === "pactl") {
    return line.includes("source-outputs") ? words.recorders : words.sink;
  }
  return line.includes("GetActive") ? null : line.includes("Manager") ? words.manager : words.session;
};

let machine: MachineFixture;
let house: House;
let viewing: Viewing;
let picture: Picture;
let wallMs = 0;

/** One viewing for all events: each takes its picture, and a supervisor opens it again. */
beforeAll(async () => {
  machine = makeMachine();
  machine.write("proc/cpuinfo", "flags\t\t: fpu hypervisor\n");
  const senses: Detector[] = [
    watchDisplays({ DISPLAY: ":0" }, run),
    watchSession(run),
    watchPrograms(`${machine.root}/proc`, 100),
    watchDevices(`${machine.root}/sys`),
    watchSound(run),
    watchNetwork(`${machine.root}/sys/class/net`),
    watchClock({
      wall: () => new Date(Number(process.hrtime.bigint() / 1_000_000n) + wallMs),
      mono: () => process.hrtime.bigint(),
    }),
    watchMachine(machine.root),
  ];
  house = await openHouse({ senses });
  viewing = await unlockRoom(house, await obtainGrant(house));
  await play();
});
afterAll(async () => {
  await house.close();
  machine.close();
});

async function play(): Promise<void> {
  picture = await openPicture(house, await house.get("viewing:open", { viewing: viewing.id, asset: clip.asset }));
  expect(await picture.status("/")).toBe(200);
}

const stopReason = async (): Promise<string | undefined> => (await house.get("viewing:current"))?.stopReason;
const resume = async (): Promise<void> => {
  await house.get("viewing:resume", { viewing: viewing.id, ...people.supervisor });
  await play();
};

/** Entries of the guard about this sign, as they lie on disk. */
const entriesOf = (sign: GuardSign): unknown[] =>
  storedEntries(`${house.folder}/station`).filter(
    (entry) => entry["t"] === "guard.sign" && (entry["b"] as { sign?: unknown }).sign === sign,
  );

/**
 * Something happens: the picture is gone, the log says why, and nothing is opened while it lasts.
 *
 * Half a second is promised, and a test has no business with times of a busy machine: here it has ten times as long.
 */
async function takes(sign: GuardSign, event: () => unknown, over?: () => unknown, blocks = sign): Promise<void> {
  const before = entriesOf(sign).length;
  await event();
  await expect.poll(stopReason, { timeout: 5000, interval: 20 }).toBe(sign);
  expect(await picture.status("/")).toBe(404);
  expect(entriesOf(sign)).toHaveLength(before + 1);
  expect(entriesOf(sign).at(-1)).toMatchObject({ b: { viewing: viewing.id, effect: "black" } });
  if (over !== undefined) {
    const failure = await house.refused("room-guard", "viewing:resume", { viewing: viewing.id, ...people.supervisor });
    expect(failure.reason).toBe(blocks);
    await over();
    // What is over may itself be a change, which must be seen before the picture is back.
    const at = looks;
    await expect.poll(() => looks, { timeout: 5000 }).toBeGreaterThan(at + 1);
    await expect
      .poll(async () => (await house.call("viewing:resume", { viewing: viewing.id, ...people.supervisor })).ok, {
        timeout: 5000,
        interval: 50,
      })
      .toBe(true);
    await play();
  } else {
    await resume();
  }
}

const calmAgain = (): void => void Object.assign(words, calm);

describe("R9 R12 the room and the machine while a picture is shown", () => {
  it("E05 the screen is locked, as logind tells it and as the runtime does", async () => {
    await takes("screen-locked", () => (words.session = "b true\nb true\nb false\n"), calmAgain);
    await takes(
      "screen-locked",
      () => house.app.observe({ kind: "lock" }),
      () => house.app.observe({ kind: "unlock" }),
    );
  });

  it("E06 another terminal or user is in front", async () => {
    await takes("session-inactive", () => (words.session = "b false\nb false\nb false\n"), calmAgain);
  });

  it("E08 a display is added or mirrored, and one is set differently or taken away", async () => {
    const place = (at: string) => (): void => void (words.displays += `HDMI-1 connected ${at} (normal)\n`);
    await takes("display-changed", place("1920x1080+1920+0"), calmAgain, "second-display");
    // Taking it away was a change too, which the supervisor saw before going on.
    await takes("display-changed", place("1920x1080+0+0"), calmAgain, "second-display");
    const small = words.displays.replace("1920x1080", "1024x768");
    await takes("display-changed", () => (words.displays = calm.displays = small));
    await takes("display-changed", () => house.app.observe({ kind: "display-change" }));
  });

  it("E09 the machine goes to sleep or is shut down, as logind tells it and as the runtime does", async () => {
    await takes("machine-asleep", () => (words.manager = "b true\nb false\n"), calmAgain);
    await takes("machine-asleep", () => (words.manager = "b false\nb true\n"), calmAgain);
    await takes(
      "machine-asleep",
      () => house.app.observe({ kind: "suspend" }),
      () => house.app.observe({ kind: "resume" }),
    );
  });

  it("E11 a stick, a keyboard or a capture device is plugged in", async () => {
    for (const [name, kind] of [
      ["1-5:1.0", "08"],
      ["1-6:1.0", "03"],
      ["1-7:1.0", "0e"],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one device after the other
      await takes("device-plugged", () => machine.write(`sys/bus/usb/devices/${name}/bInterfaceClass`, `${kind}\n`));
    }
  });

  it("E12 another way to a network comes up", async () => {
    await takes("network-added", () => machine.write("sys/class/net/usb0/device", ""));
  });

  it("E13 the sound goes elsewhere, or a program takes it in", async () => {
    await takes("sound-moved", () => (words.sink = calm.sink = "hdmi\n"));
    await takes(
      "sound-recorded",
      () => (words.recorders = "7\t1\t12\tPipeWire\n"),
      () => (words.recorders = ""),
    );
  });

  it("E14 a screen recorder starts", async () => {
    await takes(
      "screen-recorder",
      () => machine.program(300, { args: ["/usr/bin/obs", "--startrecording"] }),
      () => machine.remove("proc/300"),
    );
    await takes(
      "screen-recorder",
      () => machine.program(301, { args: ["ffmpeg", "-f", "x11grab", "-i", ":0", "a.mp4"] }),
      () => machine.remove("proc/301"),
    );
  });

  it("E15 a remote session or a program for one starts", async () => {
    await takes(
      "remote-session",
      () => machine.program(302, { args: ["x11vnc", "-display", ":0"] }),
      () => machine.remove("proc/302"),
    );
    await takes("remote-session", () => (words.session = "b false\nb true\nb true\n"), calmAgain);
  });

  it("B24 E14 somebody debugs one of our own processes", async () => {
    machine.program(100, { args: ["vitrine"] });
    machine.program(303, { args: ["gdb", "-p", "100"] });
    await takes(
      "debugger",
      () => machine.program(100, { args: ["vitrine"], tracer: 303 }),
      () => machine.program(100, { args: ["vitrine"] }),
    );
  });

  it("E17 the clock is set forward or back", async () => {
    await takes("clock-stepped", () => (wallMs += 600_000));
    await takes("clock-stepped", () => (wallMs -= 600_000));
  });

  it("E10 E16 power that comes or goes and a machine that is a guest are written down, and the picture stays", async () => {
    machine.write("sys/class/power_supply/AC/online", "0\n");
    await expect.poll(() => entriesOf("power-changed").length, { timeout: 5000 }).toBe(1);
    expect(entriesOf("virtual-machine")).toMatchObject([{ b: { effect: "note" } }]);
    expect(await stopReason()).toBeUndefined();
    expect(await picture.status("/")).toBe(200);
  });

  it("R12 R13 a protection that the class of the recording needs is no longer live: the picture goes and stays away", async () => {
    const { found } = house.shell;
    house.shell.found = { ...found, network: "unavailable" };
    // A sense that goes blind is a reason to look at every protection anew.
    words.session = "";
    await expect.poll(stopReason, { timeout: 5000 }).toBe("protection-failed");
    expect(await picture.status("/")).toBe(404);
    const failure = await house.refused("below-floor", "viewing:resume", { viewing: viewing.id, ...people.supervisor });
    expect(failure).toEqual({ code: "below-floor", missing: ["network"], article: "H-floors" });
    expect(house.refusals()[0]).toMatchObject({ attempt: "viewing:resume", failure: "below-floor:network" });
    house.shell.found = found;
    calmAgain();
    await expect
      .poll(async () => (await house.call("viewing:resume", { viewing: viewing.id, ...people.supervisor })).ok, {
        timeout: 5000,
        interval: 50,
      })
      .toBe(true);
    await play();
  });

  it("E18 a process of the browser crashes", async () => {
    house.app.observe({ kind: "renderer-gone" });
    expect(await stopReason()).toBe("shell-closed");
    expect(await picture.status("/")).toBe(404);
  });
});

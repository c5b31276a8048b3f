import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchClock } from "../../../main/guard/clock.ts";
import type { Detector, RunProgram } from "../../../main/guard/detector.ts";
import { runProgram } from "../../../main/guard/detector.ts";
import { watchDevices } from "../../../main/guard/devices.ts";
import { watchDisplays } from "../../../main/guard/displays.ts";
import { startRoomGuard } from "../../../main/guard/guard.ts";
import { watchMachine } from "../../../main/guard/machine.ts";
import { watchNetwork } from "../../../main/guard/network.ts";
import { watchPrograms } from "../../../main/guard/programs.ts";
import { watchSession } from "../../../main/guard/session.ts";
import { watchSound } from "../../../main/guard/sound.ts";
import { makeMachine, startNamed, type MachineFixture } from "../../support/machine-fixture.ts";
import { makeMutant } from "../../support/mutants.ts";

let machine: MachineFixture;
beforeEach(() => {
  machine = makeMachine();
});
afterEach(() => machine.close());

/** Signs of one look, and how it could look. */
async function seen(detector: Detector): Promise<string[]> {
  const { state, present, happened } = await detector.look();
  return [state, ...present.map(({ sign }) => sign), ...happened.map(({ sign }) => `! ${sign}`)];
}

const absent: RunProgram = async () => null;

describe("a sense that cannot look", () => {
  it("R13: says unknown and never that nothing is there, whichever it is", async () => {
    const nowhere = "/nonexistent";
    const blind = [
      watchDisplays({}),
      watchDisplays({ DISPLAY: ":0" }, absent),
      watchDisplays({ DISPLAY: ":0", XDG_SESSION_TYPE: "wayland" }, async () => "HDMI-1 connected 1x1+0+0"),
      watchSession(absent),
      watchPrograms(nowhere),
      watchDevices(nowhere),
      watchNetwork(nowhere),
      watchSound(absent),
      watchMachine(nowhere),
    ];
    for (const detector of blind) {
      // oxlint-disable-next-line no-await-in-loop -- the sentence names the one that is not blind
      expect([detector.sense, ...(await seen(detector))]).toEqual([detector.sense, "unknown"]);
    }
  });

  it("R13: does not call a list of programs whole from which others' are hidden, and tells what it sees of it", async () => {
    machine.remove("proc/1");
    machine.program(40, { args: ["/usr/bin/obs"] });
    const look = (make: typeof watchPrograms): Promise<string[]> => seen(make(`${machine.root}/proc`, 9));
    expect(await look(watchPrograms)).toEqual(["unknown", "screen-recorder"]);
    const mutant = makeMutant({ file: "main/guard/programs.ts", from: "pid === 1", to: "pid > 0" });
    const broken = (await import(/* @vite-ignore */ `${mutant.folder}/main/guard/programs.ts`)) as {
      watchPrograms: typeof watchPrograms;
    };
    expect(await look(broken.watchPrograms)).toEqual(["live", "screen-recorder"]);
    mutant.remove();
  });

  it("R12: a program of the system that is missing, fails or hangs has printed nothing", async () => {
    expect(await runProgram("no-such-program-here", [])).toBeNull();
    expect(await runProgram("false", [])).toBeNull();
    expect(await runProgram("echo", ["x"])).toBe("x\n");
    expect(await runProgram("sleep", ["30"])).toBeNull();
  });
});

describe("what each sense sees", () => {
  it("displays: one added, set differently, and taken away again", async () => {
    let words = "Screen 0:\neDP-1 connected primary 1920x1080+0+0 (normal)\nHDMI-1 disconnected (normal)\n";
    const detector = watchDisplays({ DISPLAY: ":0" }, async () => words);
    expect(await seen(detector)).toEqual(["live"]);
    words = words.replace("HDMI-1 disconnected", "HDMI-1 connected 1920x1080+0+0");
    expect(await seen(detector)).toEqual(["live", "second-display", "! display-changed"]);
    expect(await seen(detector)).toEqual(["live", "second-display"]);
    words = words.replace("HDMI-1 connected 1920x1080+0+0", "HDMI-1 disconnected").replace("1920x1080", "1024x768");
    expect(await seen(detector)).toEqual(["live", "! display-changed"]);
  });

  it("session: locked by either, out of sight, from afar, asleep", async () => {
    let [session, manager, saver] = ["b false\nb true\nb false\n", "b false\nb false\n", "b false\n"];
    const run: RunProgram = async (_name, args) => {
      const line = args.join(" ");
      return line.includes("GetActive") ? saver : line.includes("Manager") ? manager : session;
    };
    const detector = watchSession(run);
    expect(await seen(detector)).toEqual(["live"]);
    [session, manager, saver] = ["b true\nb false\nb true\n", "b true\nb false\n", "b true\n"];
    expect(new Set(await seen(detector))).toEqual(
      new Set(["live", "screen-locked", "session-inactive", "remote-session", "machine-asleep"]),
    );
  });

  it("programs: recorders by name, ffmpeg by what it reads, a debugger on one of our own, and none of our own as theirs", async () => {
    const detector = watchPrograms(`${machine.root}/proc`, 100);
    machine.program(100, { args: ["vitrine"] });
    machine.program(101, { args: ["chromium"], parent: 100 });
    machine.program(50, { args: ["ffmpeg", "-i", "a.mp4", "b.mp4"] });
    machine.program(51, { args: ["/usr/bin/sleep", "obs"] });
    expect(await seen(detector)).toEqual(["live"]);
    machine.program(50, { args: ["ffmpeg", "-f", "x11grab", "-i", ":0"] });
    machine.program(52, { args: ["/usr/bin/x11vnc", "-display", ":0"] });
    machine.program(53, { args: ["simplescreenrecorder"] });
    machine.program(54, { args: ["gdb"] });
    machine.program(101, { args: ["chromium"], parent: 100, tracer: 54 });
    const { present } = await detector.look();
    expect(present.map(({ sign, detail }) => `${sign} ${detail}`).toSorted()).toEqual([
      "debugger gdb",
      "remote-session x11vnc",
      "screen-recorder ffmpeg",
      "screen-recorder simplescreenrecorder",
    ]);
  });

  it("programs: one that really runs under such a name on this machine", async () => {
    const child = await startNamed("wf-recorder");
    const detector = watchPrograms("/proc", 2 ** 30);
    expect((await detector.look()).present).toContainEqual({ sign: "screen-recorder", detail: "wf-recorder" });
    child.kill();
  });

  it("devices: sticks, keyboards and capture devices, but no reader of certificates and nothing that was there", async () => {
    const detector = watchDevices(`${machine.root}/sys`);
    expect(await seen(detector)).toEqual(["live"]);
    machine.write("sys/bus/usb/devices/1-2:1.0/bInterfaceClass", "0b\n");
    machine.write("sys/block/loop7/size", "1");
    expect(await seen(detector)).toEqual(["live"]);
    machine.write("sys/bus/usb/devices/1-3:1.0/bInterfaceClass", "08\n");
    machine.write("sys/bus/usb/devices/1-4:1.0/bInterfaceClass", "0e\n");
    machine.write("sys/block/sdb/size", "1");
    expect((await detector.look()).happened.map(({ detail }) => detail)).toEqual([
      "storage sdb",
      "storage 1-3:1.0",
      "video 1-4:1.0",
    ]);
    expect(await seen(detector)).toEqual(["live"]);
  });

  it("network, clock, sound and machine", async () => {
    const network = watchNetwork(`${machine.root}/sys/class/net`);
    expect(await seen(network)).toEqual(["live"]);
    machine.write("sys/class/net/veth1/mtu", "1");
    machine.write("sys/class/net/usb0/device", "");
    expect(await seen(network)).toEqual(["live", "! network-added"]);

    let [wall, mono] = [1_000_000, 0n];
    const clock = watchClock({ wall: () => new Date(wall), mono: () => mono });
    [wall, mono] = [wall + 60_000, mono + 60_000_000_000n];
    expect(await seen(clock)).toEqual(["live"]);
    wall -= 10_000;
    expect((await clock.look()).happened).toEqual([{ sign: "clock-stepped", detail: "-10 s" }]);
    expect(await seen(clock)).toEqual(["live"]);

    let [recorders, sink] = ["", "speaker\n"];
    const sound = watchSound(async (_name, [verb]) => (verb === "list" ? recorders : sink));
    expect(await seen(sound)).toEqual(["live"]);
    [recorders, sink] = ["7\t1\t12\tPipeWire\n", "hdmi\n"];
    expect(await seen(sound)).toEqual(["live", "sound-recorded", "! sound-moved"]);

    const kind = watchMachine(machine.root);
    expect(await seen(kind)).toEqual(["live"]);
    machine.write("proc/swaps", "Filename\tType\n/dev/zram0 partition\n/dev/sda3 partition\n");
    machine.write("proc/cpuinfo", "flags\t\t: fpu hypervisor\n");
    machine.write("proc/self/limits", "Max core file size        unlimited            unlimited            bytes\n");
    machine.write("sys/class/power_supply/AC/online", "0\n");
    expect(await seen(kind)).toEqual(["live", "swap-on", "virtual-machine", "core-dumps", "! power-changed"]);
  });
});

describe("the loop of the guard", () => {
  it("R12: a sense that breaks has failed and is told once; the others go on", async () => {
    const faults: unknown[] = [];
    const states: string[] = [];
    const guard = startRoomGuard({
      detectors: [
        { sense: "sound", look: () => Promise.reject(new Error("broken")) },
        {
          sense: "programs",
          look: async () => ({ state: "live", present: [{ sign: "debugger", detail: "gdb" }], happened: [] }),
        },
      ],
      isWatching: () => true,
      onLook: () => undefined,
      onState: (sense, state) => void states.push(`${sense} ${state}`),
      onFault: (error) => void faults.push(error),
    });
    await guard.look();
    await guard.look();
    guard.close();
    expect(faults).toHaveLength(1);
    expect(states.toSorted()).toEqual(["programs live", "sound failed"]);
    expect(guard.present()).toEqual([{ sign: "debugger", detail: "gdb" }]);
  });
});

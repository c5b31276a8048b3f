import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { once as onceEvent } from "node:events";

/** A folder that stands for `/`, `/proc` or `/sys`, filled by a test. */
export interface MachineFixture {
  readonly root: string;
  write(path: string, text: string): void;
  link(path: string, target: string): void;
  remove(path: string): void;
  /** A program as `/proc` shows it. */
  program(
    pid: number,
    of: { readonly args: readonly string[]; readonly parent?: number; readonly tracer?: number },
  ): void;
  close(): void;
}

export function makeMachine(): MachineFixture {
  const root = mkdtempSync(join(tmpdir(), "vitrine-machine-"));
  const at = (path: string): string => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  };
  const fixture: MachineFixture = {
    root,
    write: (path, text) => writeFileSync(at(path), text),
    link: (path, target) => symlinkSync(target, at(path)),
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    program: (pid, { args, parent = 1, tracer = 0 }) => {
      const name = (args[0] ?? "").split("/").at(-1)?.slice(0, 15) ?? "";
      fixture.write(`proc/${pid}/status`, `Name:\t${name}\nPPid:\t${parent}\nTracerPid:\t${tracer}\n`);
      fixture.write(`proc/${pid}/cmdline`, `${args.join("\0")}\0`);
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };
  fixture.program(1, { args: ["/sbin/init"], parent: 0 });
  fixture.write("proc/cpuinfo", "flags\t\t: fpu vme\n");
  fixture.write("proc/swaps", "Filename\tType\tSize\n");
  fixture.write("proc/self/limits", "Max core file size        0                    0                    bytes\n");
  fixture.write("sys/class/dmi/id/sys_vendor", "LENOVO\n");
  fixture.write("sys/class/power_supply/AC/online", "1\n");
  fixture.write("sys/bus/usb/devices/1-1:1.0/bInterfaceClass", "03\n");
  fixture.write("sys/block/sda/size", "1\n");
  fixture.write("sys/class/net/eth0/device", "");
  fixture.write("sys/class/net/lo/mtu", "1");
  return fixture;
}

/** A program that only bears this name, in this machine's own `/proc`. */
export async function startNamed(name: string): Promise<ChildProcess> {
  const child = spawn("sleep", ["60"], { argv0: name, stdio: "ignore" });
  await onceEvent(child, "spawn");
  return child;
}

/** An X server without a screen of glass. */
export async function startScreen(): Promise<{ readonly display: string; close(): void }> {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x720x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const told = server.stdio[3];
  if (!told || !("read" in told)) {
    throw new Error("the X server does not say its number");
  }
  const [number] = (await onceEvent(told, "data")) as [Buffer];
  return { display: `:${number.toString().trim()}`, close: () => void server.kill() };
}

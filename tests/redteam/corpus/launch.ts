import { passed, residual, type Row } from "./here.ts";

const packaging = "scenario/packaging.test.ts";
const guard = "unit/seal/bootstrap.test.ts";
const launcher = "redteam/launch.test.ts";

/** B: the way a station is started. */
export const launchAttempts: readonly Row[] = [
  ["B01", "a port for a debugger of the browser, in any spelling", "block", passed(guard, launcher)],
  ["B02", "the same over a pipe", "block", passed(guard, launcher)],
  ["B03", "a port for a debugger of the program", "block", passed(guard, launcher)],
  ["B04", "flags of the script engine that write its heap or its log", "block", passed(guard, launcher)],
  ["B05", "no sandbox, one process, no zygote", "block", passed(guard, launcher)],
  ["B06", "no web security, schemes with more rights, other features", "block", passed(guard, launcher)],
  ["B07", "another program in front of each process", "block", passed(guard, launcher)],
  ["B08", "logs of the network, of traces, of everything", "block", passed(guard, launcher)],
  ["B09", "another display system, or one that writes pictures", "block", passed(guard, launcher)],
  ["B10", "another folder of data, to begin anew", "block", passed(guard, launcher)],
  ["B11", "an extension, an app, a script or an archive to run instead", "block", passed(guard, launcher)],
  [
    "B12",
    "a proxy, other names, certificates that are not looked at, a file of TLS keys",
    "block",
    passed(guard, launcher),
  ],
  ["B13", "consent to captures in advance", "block", passed(guard, launcher)],
  ["B14", "shared memory, caches and dumps in a folder of choice", "block", passed(guard, launcher)],
  ["B15", "a key store without a key", "block", passed(guard, launcher, "unit/shell/electron-shell.test.ts")],
  ["B16", "run the program as plain Node", "block", passed(packaging, guard, launcher)],
  ["B17", "what Node reads from the environment", "block", passed(packaging, guard, launcher)],
  ["B18", "libraries, modules and drivers from the environment", "block", passed(packaging, guard, launcher)],
  ["B19", "a display on another machine", "block", passed(guard, launcher)],
  ["B20", "limits, masks and descriptors of the caller", "block", passed(launcher)],
  ["B21", "start it twice", "block", passed("scenario/start.test.ts", "unit/shell/electron-shell.test.ts")],
  ["B22", "a link, a file type or a menu entry that starts it with an argument", "block", passed(guard, launcher)],
  ["B23", "a copy of the installation with other contents", "block", passed(packaging, "redteam/grant-keys.test.ts")],
  [
    "B24",
    "read the memory of the running station",
    "residual",
    residual(
      "the shield meter never calls the memory protected, and the keys of a viewing are gone from it with the viewing",
      "redteam/plaintext.test.ts",
    ),
  ],
  ["B25", "stop the process of the page while a frame is visible", "pause", passed("unit/shell/electron-keep.test.ts")],
];

import { join } from "node:path";
import type { Handlers } from "../ipc/index.ts";
import { ok } from "../../shared/result.ts";
import { arrivalsIn } from "./bundles.ts";
import type { Desk } from "./handlers.ts";

type BundleHandlers = Pick<Handlers, "bundle:export" | "bundle:arrivals" | "bundle:import">;

/** The way by stick, as the interface asks for it. Not stopped by the seal: the log of a sealed station is wanted most. */
export function bundleHandlers({ bundles, folders, log, board, announce, accountability }: Desk): BundleHandlers {
  const { look } = accountability;
  return {
    "bundle:export": ({ everything }) =>
      look(async () => {
        const { station } = board.current();
        const at = log.now().toISOString().replaceAll(/[:.]/gu, "-");
        const file = join(folders.exports, `${station.replaceAll(/[^\w-]+/gu, "-")}-${at}.wsb`);
        const written = await bundles.write(file, { everything });
        return written.ok ? ok({ file, from: written.value.from, to: written.value.to }) : written;
      }),
    "bundle:arrivals": () =>
      look(async () => ok({ folder: folders.imports, files: await arrivalsIn(folders.imports) })),
    "bundle:import": ({ name }) =>
      look(async () => {
        const taken = await bundles.take(join(folders.imports, name));
        announce("station:changed", board.current());
        return taken;
      }),
  };
}

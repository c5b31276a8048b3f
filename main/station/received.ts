import type { Protection } from "../../shared/model/station.ts";
import type { Rooms } from "./rooms.ts";
import type { StatusBoard } from "./status.ts";

/** Asks headquarters for everything it tells each station; what does not come stays as it was. */
export async function refreshReceived({
  received,
  standing,
  grants,
}: Pick<Rooms, "received" | "standing" | "grants">): Promise<void> {
  await Promise.all([received.refresh(), standing.refresh()]);
  grants.takeWaiting();
}

/** Tells headquarters which protections are live here; it gives no new grant below this station's floor. */
export async function reportProtections(
  { headquarters }: Pick<Rooms, "headquarters">,
  board: Pick<StatusBoard, "current">,
  protections: readonly Protection[],
): Promise<void> {
  await headquarters.call("reportProtections", {
    shell: board.current().shell.kind,
    protections: protections.map(({ id, state }) => ({ id, state })),
  });
}

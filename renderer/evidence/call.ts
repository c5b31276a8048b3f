import { toggleSide } from "../player/control.ts";
import { command } from "../player/picture.ts";
import { useSession } from "../session/store.ts";
import { mayMark } from "./range.ts";

/** Opens or closes the card that marks evidence, for those whose post it is; its frames rest on screen. */
export function callEvidence(): void {
  if (mayMark(useSession.getState().current?.person.roles ?? [])) {
    command({ type: "pause" });
    toggleSide("evidence");
  }
}

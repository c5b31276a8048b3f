import { useNow } from "../ui/now.ts";
import { useViewing } from "./store.ts";

/** Seconds in which a supervisor must confirm to be present; null while nothing is open. */
export function useConfirmLeft(): number | null {
  const left = useSecondsLeft();
  const viewing = useViewing((store) => store.viewing);
  if (viewing?.confirmBy === undefined) {
    return null;
  }
  // Both moments are of the station's log; this screen's own clock says only how long ago that was.
  const between = (Date.parse(viewing.grant.notAfter) - Date.parse(viewing.confirmBy)) / 1000;
  return Math.max(0, Math.round(left - between));
}

/** Seconds until the grant's window closes: what the station said, less the time since it said so. */
export function useSecondsLeft(): number {
  const now = useNow();
  const left = useViewing(({ viewing }) => viewing?.secondsLeft ?? 0);
  const heardAt = useViewing((store) => store.heardAt);
  return Math.max(0, Math.round(left - Math.max(0, now - heardAt) / 1000));
}

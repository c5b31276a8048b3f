import { useNow } from "../ui/now.ts";
import { useViewing } from "./store.ts";

/** Seconds until the grant's window closes: what the station said, less the time since it said so. */
export function useSecondsLeft(): number {
  const now = useNow();
  const left = useViewing(({ viewing }) => viewing?.secondsLeft ?? 0);
  const heardAt = useViewing((store) => store.heardAt);
  return Math.max(0, Math.round(left - Math.max(0, now - heardAt) / 1000));
}

import { useNow } from "../ui/now.ts";
import { useViewing } from "./store.ts";

/** Seconds until the grant's window closes: what the station said, less the time since it said so. */
export function useSecondsLeft(): number {
  const now = useNow();
  const left = useViewing(({ viewing }) => viewing?.secondsLeft ?? 0);
  const heardAt = useViewing((store) => store.heardAt);
  return Math.max(0, Math.round(left - Math.max(0, now - heardAt) / 1000));
}

/** `hh:mm:ss` within a day, whole days apart. */
export function countdownParts(seconds: number): { readonly days: number; readonly time: string } {
  const two = (value: number): string => String(value).padStart(2, "0");
  const rest = seconds % 86_400;
  const time = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60].map(two).join(":");
  return { days: Math.floor(seconds / 86_400), time };
}

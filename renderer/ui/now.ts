import { useEffect, useState } from "react";

/** Time since this screen started, in milliseconds, renewed every second; for countdowns, never for the log. */
export function useNow(): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(performance.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}

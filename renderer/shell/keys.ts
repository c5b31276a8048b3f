import { useEffect } from "react";

/** True while keys belong to a field or to an open layer. */
function isTaken(target: EventTarget | null): boolean {
  const typing = target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
  return typing || document.querySelector("dialog[open]") !== null;
}

/**
 * Keys of a whole screen. `g` and a letter within a second and a half make one name, like `g f`.
 *
 * A key typed into a field, or while a layer is open, is left alone; so are keys with Ctrl, Alt or Meta.
 */
export function useKeys(act: (key: string, event: KeyboardEvent) => boolean): void {
  useEffect(() => {
    let pending = 0;
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTaken(event.target)) {
        return;
      }
      const second = event.timeStamp - pending < 1500;
      pending = event.key === "g" && !second ? event.timeStamp : 0;
      if (act(second ? `g ${event.key}` : event.key, event)) {
        event.preventDefault();
      }
    };
    document.addEventListener("keydown", listen);
    return () => {
      document.removeEventListener("keydown", listen);
    };
  }, [act]);
}

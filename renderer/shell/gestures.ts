/**
 * Refuses what a person could carry words or pictures out with: menus, drags, drops, and copying from anywhere but a
 * field that is being filled in (rule R4).
 *
 * On the window and before anything else of the page, so that no script that runs later sees the event first. Keys are
 * refused by the shell (`main/seal/keys.ts`), the clipboard by the page's policy; this is for the mouse and for touch.
 */
export function refuseGestures(): void {
  for (const type of ["contextmenu", "dragstart", "dragover", "drop"]) {
    window.addEventListener(type, (event) => event.preventDefault(), { capture: true });
  }
  for (const type of ["copy", "cut"]) {
    window.addEventListener(
      type,
      (event) => {
        if (!isFilledIn(event.target)) {
          event.preventDefault();
        }
      },
      { capture: true },
    );
  }
}

function isFilledIn(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

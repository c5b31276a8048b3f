/** A key press before the page sees it. `control` includes Command. */
export interface KeyPress {
  readonly key: string;
  readonly control: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

const editing = new Set(["a", "c", "v", "x", "z", "y"]);

/**
 * Whether a key reaches the page.
 *
 * Function keys, browser shortcuts (print, save, find, reload, zoom, developer tools) and everything
 * with Alt or Meta end here. Plain keys, and editing inside text fields, go through; with Shift, Control edits nothing
 * but opens tools.
 */
export function mayPress({ key, control, shift, alt, meta }: KeyPress): boolean {
  if (/^F\d{1,2}$/u.test(key) || key === "PrintScreen" || key === "ContextMenu") {
    return false;
  }
  if (alt || meta) {
    return false;
  }
  return !control || (editing.has(key.toLowerCase()) && (!shift || key.toLowerCase() === "z"));
}

/** Whether a key asks the system for a picture of the screen: it is not the page's to prevent everywhere, so it is written down. */
export function captures({ key, meta, shift }: Pick<KeyPress, "key" | "meta" | "shift">): boolean {
  return key === "PrintScreen" || (meta && shift && key.toLowerCase() === "s");
}

/** Combinations that a kiosk takes from the desktop while it runs, in Electron's words. */
export const reservedShortcuts = [
  "PrintScreen",
  "Alt+PrintScreen",
  "Shift+PrintScreen",
  "CommandOrControl+P",
  "CommandOrControl+S",
  "CommandOrControl+Shift+I",
  "F11",
  "F12",
] as const;

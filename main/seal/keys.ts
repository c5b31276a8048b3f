/** A key press before the page sees it. `control` includes Command. */
export interface KeyPress {
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

const editing = new Set(["a", "c", "v", "x", "z", "y"]);

/**
 * Whether a key reaches the page.
 *
 * Function keys, browser shortcuts (print, save, find, reload, zoom, developer tools) and everything
 * with Alt or Meta end here. Plain keys, and editing inside text fields, go through.
 */
export function mayPress({ key, control, alt, meta }: KeyPress): boolean {
  if (/^F\d{1,2}$/u.test(key) || key === "PrintScreen" || key === "ContextMenu") {
    return false;
  }
  if (alt || meta) {
    return false;
  }
  return !control || editing.has(key.toLowerCase());
}

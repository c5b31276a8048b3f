/**
 * Whether a page may have a permission: never.
 *
 * There is no list of harmless ones. A permission that a later Chromium adds is refused the same way.
 */
export function mayUse(_permission: string): boolean {
  return false;
}

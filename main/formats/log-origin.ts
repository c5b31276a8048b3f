/** `<authority>/ws/<device>/<generation>`, the origin of a station's log (research note B.3). */
const pattern = /^(?<device>.+)\/(?<generation>0|[1-9][0-9]{0,5})$/u;

function partsOf(origin: string): { readonly device: string; readonly generation: number } | null {
  const { device, generation } = pattern.exec(origin)?.groups ?? {};
  return device === undefined || generation === undefined ? null : { device, generation: Number(generation) };
}

/** Number of a station's log; `null` for a log that has no generations. */
export function generationOf(origin: string): number | null {
  return partsOf(origin)?.generation ?? null;
}

/** Origin of the log that continues this one. @throws for a log that has no generations. */
export function nextGeneration(origin: string): string {
  const parts = partsOf(origin);
  if (parts === null) {
    throw new Error("origin has no generation");
  }
  return `${parts.device}/${parts.generation + 1}`;
}

/** Whether the first is a later log of the same device than the second. */
export function isLaterGeneration(origin: string, than: string): boolean {
  const [later, earlier] = [partsOf(origin), partsOf(than)];
  return later !== null && later.device === earlier?.device && later.generation > earlier.generation;
}

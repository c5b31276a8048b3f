import { fromUtf8, utf8 } from "../formats/bytes.ts";

/** Fills in whose commands the page takes and where its media lies. */
export function fillPage(html: Uint8Array, interfaceOrigin: string, way: string): Uint8Array {
  return utf8(
    fromUtf8(html)
      .replace(/(<meta name="vitrine-interface" content=")[^"]*/u, `$1${interfaceOrigin}`)
      .replace(/(<meta name="vitrine-way" content=")[^"]*/u, `$1${way}`)
      // The page lies at `/<ticket>/`, wherever the build put it.
      .replaceAll(/(?:\.\.?\/|\/)+assets\//gu, "./assets/"),
  );
}

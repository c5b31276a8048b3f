import { fromUtf8, utf8 } from "../formats/bytes.ts";

/** Headers of everything on the vault's origin: never stored, never guessed at, never read by another origin. */
export const commonHeaders: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

const refusedFeatures = [
  "autoplay=(self)",
  "camera=()",
  "clipboard-read=()",
  "clipboard-write=()",
  "display-capture=()",
  "encrypted-media=()",
  "fullscreen=()",
  "geolocation=()",
  "microphone=()",
  "picture-in-picture=()",
  "usb=()",
  "web-share=()",
].join(", ");

/** Headers of the picture page: it loads from its own origin only, and only the screen may frame it. */
export function pageHeaders(interfaceOrigin: string): Readonly<Record<string, string>> {
  return {
    ...commonHeaders,
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "media-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${interfaceOrigin}`,
    ].join("; "),
    "Content-Type": "text/html; charset=utf-8",
    "Permissions-Policy": refusedFeatures,
  };
}

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
